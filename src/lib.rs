//! DSOMM Radar: assess DevSecOps maturity in the browser.
//!
//! The map of the house. Arrows point one way, and the compiler holds the most important one: the
//! modules above the line build natively and cannot touch the browser.
//!
//! | module | what lives there |
//! |---|---|
//! | [`model`] | what is asked: dimensions, subdimensions, activities, read from YAML |
//! | [`assessment`] | what was answered: teams, stages, answers; commands, undo, merge |
//! | [`scoring`] | numbers: cells, levels reached, maturity, completion, coverage, suggestions |
//! | [`exchange`] | files in and out: the assessment JSON and its versions |
//! | [`evidence`] | files of pipeline tools: what they say, and what that means for an assessment |
//! | [`storage`] | the rules of keeping records, over a trait with a memory twin |
//! | [`charts`] | pictures: plotters to SVG, and their description in words |
//! | [`tables`] | long tables of many assessments, for engines that query them |
//! | [`sheets`] | those of today for people: CSV, Markdown, XLSX, and back |
//! | [`say`] | how numbers and answers are said |
//! | [`report`] | a report as a document, and that as HTML and Markdown |
//! | [`governance`] | an assessment for tools that govern: OSCAL, CycloneDX attestations, a calendar |
//! | [`map`] | a sorted map that compiles to little |
//! | [`number`] | decimal numbers, read and written without tables |
//! | [`find`] | finding by what is typed, with slips |
//! | [`route`] | `Route` ⇄ `#/…` |
//! | [`host`] | configuration of whoever hosts or embeds the page, and the messages with them |
//! | `browser` | wasm only: the one place that touches the browser |
//! | `ui` | wasm only: the Leptos pages |
//! | `cli` | not in wasm: the command line |
//!
//! ```text
//! ui → browser → charts, evidence, storage → exchange → scoring → assessment → model
//! cli → tables, exchange → scoring
//! ```

pub mod assessment;
pub mod charts;
pub mod evidence;
pub mod exchange;
pub mod find;
pub mod governance;
pub mod host;
pub mod lazy;
pub mod map;
pub mod model;
pub mod number;
mod order;
pub mod report;
pub mod route;
pub mod say;
pub mod scoring;
pub mod sheets;
pub mod storage;
pub mod tables;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(target_arch = "wasm32")]
pub mod ui;
