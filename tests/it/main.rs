//! Native tests of the core, in one binary: it links once.
//!
//! Each module tests one module of the app through its public face. What several of them build
//! stands in `support`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic)] // A test that meets the unexpected has to stop.

mod allocations;
mod assessment;
mod audit;
mod batch;
mod carried_picture;
mod carry;
mod charts;
mod cli;
mod cli_evidence;
mod csv;
mod dsomm;
mod duckdb;
mod edits;
mod evidence;
mod evidence_json;
mod evidence_offer;
mod examples;
mod exceptions;
mod excerpt;
mod exchange;
mod exchange_pieces;
mod find;
mod git;
mod git_driver;
mod governance;
mod host;
mod hostile;
mod index_file;
mod kind;
mod link;
mod map;
mod merge;
mod model_check;
mod model_compare;
mod model_doors;
mod model_files;
mod model_forks;
mod model_odd;
mod model_overlay;
mod model_quirks;
mod needs;
mod number;
mod numbers;
mod pictures;
mod published;
mod report;
mod route;
mod schema;
mod scoring;
mod scoring_laws;
mod second;
mod several;
mod sheets;
mod storage;
mod storage_fire;
mod storage_later;
mod storage_room;
mod storage_tabs;
mod storage_versions;
mod suggestions;
mod support;
mod tables;
mod targets;
mod text_file;
mod three_teams;
mod travel;
mod undo;
