//! Configuration and messages of whoever hosts or embeds the page.

use dsomm_radar::assessment::{Answered, Assessment, Choice, Command, Edit, StageId, TeamId};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::host::config::{self, Keeping, Use, resolve};
use dsomm_radar::host::protocol::{self, Code, Done, Message, Outgoing, Refusal, Setting, Summary};
use dsomm_radar::host::{Config, Source, locks, words};
use dsomm_radar::model::ActivityId;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{by, cases};

fn read(value: &Value) -> (Config, Vec<String>) {
    let (config, findings) = config::read(&value.to_string());
    (config, findings.iter().map(ToString::to_string).collect())
}

/// The only finding, which has to name this key.
fn finding(value: Value, key: &str) -> String {
    let (config, findings) = read(&value);
    assert_eq!(findings.len(), 1, "{value}: {findings:?}");
    assert!(
        findings[0].starts_with(&format!("{key}: ")) && findings[0].ends_with('.'),
        "{value}: {findings:?}"
    );
    assert_eq!(config, Config::default(), "{value}: nothing of it is taken");
    findings[0].clone()
}

#[test]
fn nothing_said_is_nothing_set() {
    for text in ["{}", "{\"title\": null}", "\u{feff}{\"version\": 1}"] {
        assert_eq!(
            config::read(text),
            (Config::default(), Vec::new()),
            "{text}"
        );
    }
}

#[test]
fn every_key_is_read() {
    let (config, findings) = read(&json!({
        "$schema": "schema/config-1.json",
        "version": 1,
        "title": " Acme Radar ",
        "logo": "brand/logo.svg",
        "theme": { "mode": "dark", "accent": "#0b6", "bg": { "light": "#fff", "dark": "oklch(20% 0.02 260 / 0.5)" }, "radius": "0.5rem" },
        "model": "our-model",
        "extensions": ["agentic-ai"],
        "overlay": "changes.json",
        "assessment": { "url": "start.dsomm.json", "mode": "start" },
        "assessments": "all/index.json",
        "portfolio": "all/index.json",
        "stages": [
            { "id": "no", "title": "No", "score": 0 },
            { "id": "half", "title": "Half", "score": 0.5 },
            { "id": "yes", "title": "Yes", "score": 1 },
        ],
        "cadence_months": 3,
        "evidence_valid_months": 24,
        "teams": ["Checkout", "Ledger"],
        "team": "Ledger",
        "readonly": true,
        "hide": ["model", "settings"],
        "storage": "memory",
        "wording": { "team": "Product", "teams": "Products" },
        "embed": { "header": false, "nav": false, "origins": ["https://portal.example.com", "http://localhost:8080"] },
        "locked": ["theme", "readonly"],
    }));
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(config.title.as_deref(), Some("Acme Radar"));
    assert_eq!(config.logo.as_deref(), Some("brand/logo.svg"));
    assert_eq!(config.theme, Some("dark"));
    assert_eq!(config.tokens["accent"], "#0b6");
    assert_eq!(
        config.tokens["bg"],
        "light-dark(#fff, oklch(20% 0.02 260 / 0.5))"
    );
    assert_eq!(config.tokens["radius"], "0.5rem");
    assert_eq!(config.model.as_deref(), Some("our-model/"));
    assert_eq!(config.assessment.as_ref().unwrap().usage, Use::Start);
    assert_eq!(config.stages.as_ref().unwrap()[1].score, 0.5);
    assert_eq!(config.cadence_months, Some(3));
    assert_eq!(config.storage, Some(Keeping::Memory));
    assert_eq!(config.wording["team"], "Product");
    assert!(config.hides("#/model") && config.hides("#/settings"));
    assert!(!config.hides("#/") && !config.hides("#/teams"));
    assert!(config.is_locked("theme.accent") && config.is_locked("readonly"));
    assert!(!config.is_locked("title"));

    let mut new = Assessment::default();
    let ids = std::cell::Cell::new(0);
    let fresh = || {
        ids.set(ids.get() + 1);
        format!("t{}", ids.get())
    };
    config.begin(&mut new, "My team", &fresh, &by("", 5));
    let names: Vec<&str> = new
        .living_teams()
        .iter()
        .map(|(_, team)| team.name.as_str())
        .collect();
    assert_eq!(names, ["Checkout", "Ledger"]);
    assert_eq!((new.cadence_months, new.evidence_valid_months), (3, 24));
    assert_eq!(new.stages.len(), 3);
    assert_eq!(new.setup.extensions, ["agentic-ai"]);
    // What is begun with can be written and read.
    let again = assessment_file::read(&assessment_file::write(&Assessment {
        id: "new".to_owned(),
        ..new.clone()
    }))
    .unwrap();
    assert_eq!(again.teams, new.teams);
}

#[test]
fn what_is_wrong_is_named_and_nothing_else() {
    let script = "<script>alert(1)</script>";
    let long = "x".repeat(10_000);
    for (key, wrong) in [
        ("title", json!(7)),
        ("title", json!("")),
        ("title", json!(script)),
        ("title", json!("a\u{0}b")),
        ("title", json!(long)),
        ("logo", json!("https://evil.example/x.svg")),
        ("logo", json!("//evil.example/x.svg")),
        ("logo", json!("javascript:alert(1)")),
        ("logo", json!("data:text/html,x")),
        ("logo", json!("\\\\evil.example\\x.svg")),
        ("model", json!(["x"])),
        ("extensions", json!("agentic-ai")),
        ("extensions", json!(["../../secret"])),
        ("overlay", json!("blob:x")),
        ("assessment", json!({ "url": "a.json", "mode": "write" })),
        ("assessment", json!({ "mode": "start" })),
        ("assessment", json!({ "url": "a.json", "mod": "start" })),
        ("stages", json!([])),
        ("stages", json!([{ "id": "a", "title": "A", "score": 1 }])),
        (
            "stages",
            json!([{ "id": "a", "title": "A", "score": 0 }, { "id": "b", "title": "A", "score": 1 }]),
        ),
        (
            "stages",
            json!([{ "id": "a", "title": "A", "score": 0 }, { "id": "a", "title": "B", "score": 1 }]),
        ),
        (
            "stages",
            json!([
                { "id": "a", "title": "A", "score": 0 }, { "id": "b", "title": "B", "score": 0.9 },
                { "id": "c", "title": "C", "score": 0.1 }, { "id": "d", "title": "D", "score": 1 },
            ]),
        ),
        ("cadence_months", json!(0)),
        ("cadence_months", json!(1.5)),
        ("cadence_months", json!("6")),
        ("cadence_months", json!(121)),
        ("evidence_valid_months", json!(-1)),
        ("teams", json!([])),
        ("teams", json!(["A", "a"])),
        ("teams", json!(["A", 1])),
        ("teams", json!([script])),
        ("readonly", json!("yes")),
        ("hide", json!(["overview"])),
        ("storage", json!("cloud")),
        ("theme", json!("dark")),
        ("embed", json!([])),
        ("locked", json!(["everything"])),
        ("version", json!(2)),
        ("titel", json!("x")),
    ] {
        finding(json!({ key: wrong }), key);
    }
}

#[test]
fn what_is_wrong_in_a_group_is_named_with_its_group() {
    for (group, key, wrong) in [
        ("theme", "mode", json!("Dark")),
        (
            "theme",
            "accent",
            json!("red; background: url(//evil.example)"),
        ),
        ("theme", "accent", json!("url(https://evil.example)")),
        ("theme", "accent", json!("var(--x)")),
        ("theme", "accent", json!("#12345")),
        ("theme", "accent", json!("rgb(1, 2)")),
        ("theme", "accent", json!("rgb(1, 2, 3) }")),
        ("theme", "accent", json!("rgb(1, 2, 3;)")),
        ("theme", "accent", json!({ "light": "#fff" })),
        ("theme", "accent", json!({ "light": "#fff", "dark": "x" })),
        ("theme", "radius", json!("calc(1px)")),
        ("theme", "radius", json!("-1px")),
        ("theme", "radius", json!(8)),
        ("theme", "radius", json!("px")),
        ("theme", "--accent", json!("#fff")),
        ("theme", "font", json!("serif")),
        ("wording", "team", json!("<b>x</b>")),
        ("wording", "dimension", json!("x")),
        ("embed", "header", json!(0)),
        ("embed", "origins", json!("https://a.example")),
        ("embed", "origins", json!(["*"])),
        ("embed", "origins", json!(["null"])),
        ("embed", "origins", json!(["https://*.example.com"])),
        ("embed", "origins", json!(["https://a.example/path"])),
        ("embed", "origins", json!(["https://A.example"])),
        ("embed", "origins", json!(["file://"])),
    ] {
        let told = finding(json!({ group: { key: wrong } }), &format!("{group}.{key}"));
        assert!(!told.contains("evil"), "{told}");
    }
}

#[test]
fn colours_and_lengths_of_css_are_taken() {
    for colour in [
        "#fff",
        "#FFFA",
        "#0b6b49",
        "#0b6b49ff",
        "rgb(1, 2, 3)",
        "rgb(1 2 3 / 50%)",
        "hsl(120deg 50% 25%)",
        "oklch(0.5 0.1 160)",
        "lab(50% -20 30)",
    ] {
        let (config, findings) = read(&json!({ "theme": { "accent": colour } }));
        assert_eq!(findings, Vec::<String>::new());
        assert_eq!(config.tokens["accent"], colour);
    }
    for length in ["0px", "8px", "0.5rem", "1.25em"] {
        assert_eq!(read(&json!({ "theme": { "radius": length } })).1.len(), 0);
    }
}

#[test]
fn a_file_that_cannot_be_used_says_why() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let large = format!("{{\"title\": \"{}\"}}", "x".repeat(config::MAX_BYTES));
    for text in [
        "",
        "<!doctype html>",
        "{\"title\": ",
        "[]",
        "7",
        &deep,
        &large,
    ] {
        let (config, findings) = config::read(text);
        assert_eq!(config, Config::default());
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].key, "config.json");
    }
}

#[test]
fn many_problems_are_counted_not_listed() {
    let many: serde_json::Map<String, Value> = (0..1_000)
        .map(|at| (format!("{}{at}", "k".repeat(500)), json!(1)))
        .collect();
    let (_, findings) = read(&many.into());
    assert!(findings.len() < 50);
    assert!(findings.iter().all(|finding| finding.len() < 200));
    assert!(findings.last().unwrap().contains("more problems"));
}

#[test]
fn later_sources_win_except_where_locked() {
    let of = |value: Value| config::read_value(&value, Source::File).0;
    let file = of(json!({
        "title": "File", "theme": { "mode": "light", "accent": "#111", "bg": "#eee" },
        "wording": { "team": "Product" }, "readonly": true, "locked": ["readonly", "theme.accent", "wording"],
    }));
    let host = of(json!({
        "title": "Host", "team": "A", "theme": { "mode": "dark", "accent": "#222", "bg": "#333" },
        "wording": { "team": "Squad" }, "readonly": false, "locked": ["team"],
    }));
    let (link, findings) =
        config::read_link("?embed=1&theme=system&team=B&readonly=0&header=0&uuid=x");
    assert_eq!(findings, []);
    let all = resolve(&file, &host, &link);
    assert_eq!(all.title.as_deref(), Some("Host"));
    assert_eq!(all.theme, Some(""), "the link is last");
    assert_eq!(all.tokens["accent"], "#111", "locked by name");
    assert_eq!(all.tokens["bg"], "#333");
    assert_eq!(all.wording["team"], "Product", "locked as a group");
    assert_eq!(all.readonly, Some(true));
    assert_eq!(
        all.team.as_deref(),
        Some("A"),
        "locked by the host for the link"
    );
    assert_eq!((all.header, all.nav), (Some(false), None));
}

#[test]
fn some_keys_are_for_the_file_alone() {
    let value = json!({
        "model": "x", "overlay": "x", "assessment": "x", "assessments": "x", "portfolio": "x", "storage": "local",
        "embed": { "origins": ["https://a.example"], "nav": false }, "title": "T",
    });
    let (config, findings) = config::read_value(&value, Source::Host);
    assert_eq!(findings.len(), 7);
    let wanted = Config {
        title: Some("T".to_owned()),
        nav: Some(false),
        ..Config::default()
    };
    assert_eq!(config, wanted);
}

#[test]
fn a_link_is_read_as_carefully() {
    let keys = |search: &str| -> Vec<String> {
        let (_, findings) = config::read_link(search);
        findings.into_iter().map(|finding| finding.key).collect()
    };
    assert_eq!(
        keys("?theme=evil&readonly=maybe&team=%3Cb%3E"),
        ["team", "theme.mode", "readonly"]
    );
    assert_eq!(keys("?uuid=1&other"), Vec::<String>::new());
    assert!(config::is_embedded("?embed=1") && config::is_embedded("?x=1&embed=true"));
    assert!(!config::is_embedded("") && !config::is_embedded("?embed=0&x"));
}

#[test]
fn only_named_origins_may_talk() {
    let (config, _) = read(&json!({ "embed": { "origins": ["https://portal.example"] } }));
    let own = "https://radar.example";
    for (origin, allowed) in [
        ("https://portal.example", true),
        (own, true),
        ("http://portal.example", false),
        ("https://portal.example:8443", false),
        ("https://portal.example.evil", false),
        ("https://evil.example", false),
        ("null", false),
        ("", false),
    ] {
        assert_eq!(config.allows(origin, own), allowed, "{origin}");
    }
    assert!(!Config::default().allows("null", "null"));
}

#[test]
fn an_index_names_files_beside_it() {
    let ok = |text: &str| config::read_index(text, "data/all/index.json").unwrap();
    assert_eq!(
        ok(r#"["a.json", "/b.json"]"#),
        ["data/all/a.json", "/b.json"]
    );
    assert_eq!(
        ok(r#"{"assessments": [{"url": "a.json"}]}"#),
        ["data/all/a.json"]
    );
    for text in [
        "",
        "{}",
        "[]",
        "[1]",
        r#"["https://evil.example/a"]"#,
        r#"["//evil.example"]"#,
    ] {
        let problem = config::read_index(text, "index.json").unwrap_err();
        assert_eq!(problem.key, "assessments", "{text}");
    }
}

/// Anything that JSON can say, with keys that mean something.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec![
            "dark",
            "#fff",
            "8px",
            "a.json",
            "https://a.example",
            "team"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let key = prop_oneof![
            any::<String>(),
            prop::sample::select(vec![
                "title",
                "logo",
                "theme",
                "mode",
                "accent",
                "radius",
                "model",
                "extensions",
                "overlay",
                "assessment",
                "assessments",
                "portfolio",
                "stages",
                "teams",
                "team",
                "hide",
                "wording",
                "embed",
                "origins",
                "locked",
                "readonly",
                "url",
                "id",
                "score",
                "dsomm",
                "type",
                "config",
                "answers",
                "storage",
                "activity",
                "stage",
                "revision",
            ])
            .prop_map(str::to_owned),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(cases(256))]

    /// Whatever stands in a configuration, it is read; each key at the top is taken or told.
    #[test]
    fn any_configuration_is_read(value in any_json(), text in any::<String>()) {
        let (config, findings) = config::read_value(&value, Source::File);
        for finding in &findings {
            prop_assert!(!finding.key.is_empty() || value.get("").is_some());
            prop_assert!(finding.text.ends_with('.'));
        }
        for value in config.tokens.values() {
            let ends = value.contains(&[';', '{', '}', ':', '"', '\'', '\\'][..]);
            prop_assert!(!ends, "{}", value);
        }
        // Read together with others, it is still itself.
        prop_assert_eq!(&resolve(&config, &Config::default(), &Config::default()), &config);
        config::read(&text);
        config::read_link(&text);
        let _ = config::read_index(&text, "index.json");
    }

    /// What is locked stays as it was, whatever comes later.
    #[test]
    fn a_lock_holds(file in any_json(), host in any_json(), link in "[?a-z0-9=&%]{0,60}") {
        let (mut file, _) = config::read_value(&file, Source::File);
        file.locked = ["title", "theme", "readonly", "embed", "team", "hide", "storage"]
            .map(str::to_owned)
            .into();
        let (host, _) = config::read_value(&host, Source::Host);
        let all = resolve(&file, &host, &config::read_link(&link).0);
        prop_assert_eq!(
            (&all.title, &all.theme, &all.tokens, &all.readonly, &all.header, &all.origins),
            (&file.title, &file.theme, &file.tokens, &file.readonly, &file.header, &file.origins)
        );
    }

    /// Whatever comes as a message ends in a message, a refusal, or in being none of ours.
    #[test]
    fn any_message_is_read(value in any_json(), text in any::<String>(), is_open in any::<bool>()) {
        for text in [value.to_string(), text] {
            match protocol::read(&text, is_open) {
                None => {}
                Some(Ok(envelope)) => prop_assert!(
                    is_open || matches!(envelope.message, Message::Init(_))
                ),
                Some(Err(refusal)) => {
                    let written = Outgoing::Error(&refusal).write();
                    let back: Value = serde_json::from_str(&written).unwrap();
                    prop_assert_eq!(&back["type"], "error");
                }
            }
        }
    }

    /// The id comes back as it was.
    #[test]
    fn ids_are_echoed(id in prop_oneof![any::<u32>().prop_map(Value::from), "[^\u{0}]{0,20}".prop_map(Value::from)]) {
        let message = json!({ "dsomm": 1, "type": "nonsense", "id": id });
        let refusal = protocol::read(&message.to_string(), true).unwrap().unwrap_err();
        prop_assert_eq!(refusal.code, Code::UnknownType);
        let back: Value = serde_json::from_str(&Outgoing::Error(&refusal).write()).unwrap();
        prop_assert_eq!(&back["id"], &id);
        let done = Outgoing::Done(Some(id.clone()), Done::Revision(3)).write();
        let back: Value = serde_json::from_str(&done).unwrap();
        prop_assert_eq!(&back["id"], &id);
    }
}

fn message(value: Value) -> Result<Message, Refusal> {
    protocol::read(&value.to_string(), true)
        .unwrap()
        .map(|envelope| envelope.message)
}

fn code(value: Value) -> Code {
    let refusal = message(value.clone()).expect_err(&value.to_string());
    assert!(refusal.text.ends_with(['.', '}']), "{}", refusal.text);
    refusal.code
}

fn shop() -> Assessment {
    let mut shop = Assessment {
        id: "shop".to_owned(),
        title: "Shop".to_owned(),
        ..Assessment::default()
    };
    Config::default().begin(&mut shop, "Checkout", &|| "t1".to_owned(), &by("", 1));
    shop
}

fn as_value(assessment: &Assessment) -> Value {
    serde_json::from_str(&assessment_file::write(assessment)).unwrap()
}

#[test]
fn messages_of_others_are_no_ones_business() {
    for value in [
        json!(null),
        json!(1),
        json!("x"),
        json!([1]),
        json!({ "type": "get" }),
    ] {
        assert_eq!(protocol::read(&value.to_string(), true), None, "{value}");
    }
}

#[test]
fn messages_are_read() {
    let of = |mut value: Value| {
        value["dsomm"] = 1.into();
        message(value).unwrap()
    };
    assert_eq!(of(json!({ "type": "get" })), Message::Get);
    let file = as_value(&shop());
    let text = assessment_file::write(&shop());
    for given in [file.clone(), Value::from(text)] {
        let read = of(json!({ "type": "load", "assessment": given }));
        assert_eq!(read, Message::Load(Box::new(shop())));
    }
    let Message::Init(init) = of(json!({
        "type": "init", "config": { "title": "T", "theme": { "accent": "#123" } }, "assessment": file,
        "readonly": true, "theme": "dark", "team": "Checkout", "storage": "memory", "locale": "en",
    })) else {
        panic!("no init");
    };
    assert_eq!(init.storage, Some(Keeping::Memory));
    assert_eq!(init.assessment.as_deref(), Some(&shop()));
    let wanted = json!({ "title": "T", "theme": { "accent": "#123", "mode": "dark" }, "readonly": true, "team": "Checkout" });
    assert_eq!(Value::Object(init.config), wanted);
    assert_eq!(
        of(json!({ "type": "set", "route": "#/teams", "readonly": false })),
        Message::Set(vec![
            Setting::ReadOnly(false),
            Setting::Route("#/teams".to_owned())
        ])
    );
    assert_eq!(
        of(json!({ "type": "saved", "revision": 7 })),
        Message::Saved(7)
    );
    assert_eq!(
        of(json!({ "type": "not_saved", "revision": 7, "message": "No\u{7} room" })),
        Message::NotSaved(7, "No room".to_owned())
    );
    assert_eq!(
        of(json!({ "type": "export" })),
        Message::Export("json".to_owned())
    );
}

#[test]
fn wrong_messages_have_a_code() {
    let of = |mut value: Value| {
        value["dsomm"] = 1.into();
        code(value)
    };
    assert_eq!(
        code(json!({ "dsomm": 2, "type": "get" })),
        Code::UnsupportedVersion
    );
    assert_eq!(
        code(json!({ "dsomm": "1", "type": "get" })),
        Code::UnsupportedVersion
    );
    assert_eq!(of(json!({ "type": "eval" })), Code::UnknownType);
    assert_eq!(of(json!({ "type": "GET" })), Code::UnknownType);
    for bad in [
        json!({}),
        json!({ "type": 7 }),
        json!({ "type": "get", "id": {} }),
        json!({ "type": "get", "id": "x".repeat(1_000) }),
        json!({ "type": "load" }),
        json!({ "type": "init", "config": 1 }),
        json!({ "type": "init", "storage": "disk" }),
        json!({ "type": "init", "theme": "pink" }),
        json!({ "type": "export", "format": 1 }),
        json!({ "type": "set" }),
        json!({ "type": "set", "theme": 1 }),
        json!({ "type": "set", "route": "https://evil.example" }),
        json!({ "type": "set", "route": "javascript:alert(1)" }),
        json!({ "type": "saved" }),
        json!({ "type": "saved", "revision": -1 }),
        json!({ "type": "patch" }),
        json!({ "type": "patch", "answers": [] }),
        json!({ "type": "patch", "answers": [1] }),
        json!({ "type": "patch", "answers": [{ "team": "t1", "activity": "a" }] }),
        json!({ "type": "patch", "answers": [{ "team": "t1", "activity": "a", "stage": "fully", "clear": true }] }),
        json!({ "type": "patch", "answers": [{ "team": "t1", "activity": "a", "stge": "fully" }] }),
        json!({ "type": "patch", "answers": [{ "activity": "a", "stage": "fully" }] }),
    ] {
        assert_eq!(of(bad.clone()), Code::BadMessage, "{bad}");
    }
    for broken in [
        json!({}),
        json!({ "format": "dsomm-assessment", "version": 99, "id": "x" }),
        json!("x"),
    ] {
        assert_eq!(
            of(json!({ "type": "load", "assessment": broken })),
            Code::BadAssessment
        );
        assert_eq!(
            of(json!({ "type": "init", "assessment": broken })),
            Code::BadAssessment
        );
    }
}

#[test]
fn nothing_is_heard_before_init() {
    for kind in [
        "get",
        "load",
        "patch",
        "export",
        "set",
        "saved",
        "not_saved",
    ] {
        let text = json!({ "dsomm": 1, "type": kind, "id": 4 }).to_string();
        let refusal = protocol::read(&text, false).unwrap().unwrap_err();
        assert_eq!(
            (refusal.code, refusal.id),
            (Code::NotReady, Some(4.into())),
            "{kind}"
        );
    }
    let init = json!({ "dsomm": 1, "type": "init" }).to_string();
    assert!(protocol::read(&init, false).unwrap().is_ok());
}

#[test]
fn huge_and_deep_messages_end_quickly() {
    let huge = " ".repeat(protocol::MAX_BYTES + 1);
    let refusal = protocol::read(&huge, true).unwrap().unwrap_err();
    assert_eq!(refusal.code, Code::TooLarge);
    let deep = format!("{{\"dsomm\":1,\"type\":{}", "[".repeat(1_000_000));
    let refusal = protocol::read(&deep, true).unwrap().unwrap_err();
    assert_eq!(refusal.code, Code::BadMessage);
}

#[test]
fn a_patch_is_taken_as_a_whole_or_not_at_all() {
    let patch = |answers: Value| {
        let value = json!({ "dsomm": 1, "type": "patch", "answers": answers });
        let Message::Patch(patch) = message(value).unwrap() else {
            panic!("no patch");
        };
        protocol::apply_patch(&shop(), &patch, &by("portal", 50))
    };
    let after = patch(json!([
        { "team": "t1", "activity": "a", "stage": "fully", "note": "See the wiki" },
        { "team": "Checkout", "activity": "b", "not_sure": true },
        { "team": "Checkout", "activity": "c", "not_applicable": "No containers" },
    ]))
    .unwrap();
    let answer = |activity: &str| after.answer(&TeamId::new("t1"), activity).unwrap();
    assert!(matches!(answer("a").answered(), Answered::Stage(id) if id.as_str() == "fully"));
    assert_eq!(answer("a").note, "See the wiki");
    assert_eq!(answer("a").changed.by, "portal");
    assert!(matches!(answer("b").answered(), Answered::NotSure));
    assert!(matches!(answer("c").answered(), Answered::NotApplicable));
    let good = json!({ "team": "t1", "activity": "a", "stage": "fully" });
    for (bad, wanted) in [
        (
            json!({ "team": "nobody", "activity": "a", "stage": "fully" }),
            Code::UnknownTeam,
        ),
        (
            json!({ "team": "t1", "activity": "a", "stage": "nowhere" }),
            Code::Refused,
        ),
    ] {
        let (code, text) = patch(json!([good, bad])).unwrap_err();
        assert_eq!(code, wanted);
        assert!(text.starts_with("answers[1]: "), "{text}");
    }
    let cleared = protocol::Patched {
        team: "t1".to_owned(),
        activity: ActivityId::new("a"),
        choice: Some(Choice::Clear),
        note: None,
    };
    let cleared = protocol::apply_patch(&after, &[cleared], &by("", 60)).unwrap();
    assert!(matches!(
        cleared.answer(&TeamId::new("t1"), "a").unwrap().answered(),
        Answered::No
    ));
}

#[test]
fn what_goes_out_is_json() {
    let file = assessment_file::write(&shop());
    let summary = Summary {
        title: "\"Shop\" \\".to_owned(),
        team: "t1".to_owned(),
        team_name: "<b>".to_owned(),
        answered: 3,
        all: 210,
        maturity: None,
        completion: Some(0.25),
    };
    for (outgoing, wanted) in [
        (
            Outgoing::Ready,
            json!({ "dsomm": 1, "type": "ready", "protocol": [1] }),
        ),
        (
            Outgoing::Resize(900),
            json!({ "dsomm": 1, "type": "resize", "height_px": 900 }),
        ),
        (
            Outgoing::Saved(4),
            json!({ "dsomm": 1, "type": "saved", "revision": 4 }),
        ),
        (
            Outgoing::Navigate("#/teams"),
            json!({ "dsomm": 1, "type": "navigate", "route": "#/teams" }),
        ),
        (
            Outgoing::Save(4, &file),
            json!({ "dsomm": 1, "type": "save", "revision": 4, "assessment": as_value(&shop()) }),
        ),
        (
            Outgoing::Done(Some("x".into()), Done::Init(Keeping::Memory, &[])),
            json!({ "dsomm": 1, "type": "result", "id": "x", "storage": "memory", "findings": [] }),
        ),
        (
            Outgoing::Done(None, Done::File("a.json", "application/json", "{\"\n")),
            json!({ "dsomm": 1, "type": "result", "id": null, "name": "a.json", "media_type": "application/json", "content": "{\"\n" }),
        ),
    ] {
        let back: Value = serde_json::from_str(&outgoing.write()).unwrap();
        assert_eq!(back, wanted);
    }
    let changed: Value = serde_json::from_str(&Outgoing::Changed(2, summary).write()).unwrap();
    assert_eq!(changed["summary"]["title"], "\"Shop\" \\");
    assert_eq!(changed["summary"]["maturity"], Value::Null);
    assert_eq!(changed["summary"]["completion"].as_f64(), Some(0.25));
}

/// The configured words in a sentence.
fn say(wording: Value, sentence: &str) -> String {
    let (config, findings) = read(&json!({ "wording": wording }));
    assert!(findings.is_empty(), "{findings:?}");
    words::put(&config.wording, sentence)
}

#[test]
fn words_take_the_place_of_team_in_sentences() {
    let product = json!({ "team": "Product", "teams": "Products" });
    for (sentence, wanted) in [
        ("All teams", "All products"),
        ("Teams: 2", "Products: 2"),
        (
            "This team's answers, teamwork",
            "This product's answers, teamwork",
        ),
        (
            "Rename team “team one” to “Teams”",
            "Rename product “team one” to “Teams”",
        ),
        ("1 team", "1 product"),
        ("", ""),
        ("“open", "“open"),
    ] {
        assert_eq!(say(product.clone(), sentence), wanted);
        assert_eq!(say(json!({}), sentence), sentence, "nothing is configured");
    }
    let small = json!({ "team": "line of business", "teams": "lines of business" });
    assert_eq!(
        say(small, "Team and teams"),
        "Line of business and lines of business"
    );
    let short = json!({ "team": "LoB", "teams": "LoBs" });
    assert_eq!(
        say(short, "No team, 3 Teams"),
        "No LoB, 3 LoBs",
        "capital letters within stay"
    );
    let one = json!({ "team": "Asset" });
    assert_eq!(
        say(one, "Each team of all teams"),
        "Each asset of all teams"
    );
}

#[test]
fn the_first_team_is_called_as_configured() {
    let (config, _) = read(&json!({ "wording": { "team": "Product" } }));
    let mut assessment = Assessment::default();
    config.begin(
        &mut assessment,
        "My team",
        &|| "x".to_owned(),
        &by("ida", 1),
    );
    assert_eq!(assessment.teams[&TeamId::new("x")].name, "My product");
    let (config, _) = read(&json!({ "wording": { "team": "Product" }, "teams": ["The team"] }));
    let mut assessment = Assessment::default();
    config.begin(
        &mut assessment,
        "My team",
        &|| "x".to_owned(),
        &by("ida", 1),
    );
    assert_eq!(
        assessment.teams[&TeamId::new("x")].name,
        "The team",
        "a name is a name"
    );
}

#[test]
fn what_is_locked_is_refused_in_the_assessment_too() {
    let now = Assessment::default();
    let locks = |locked: Value, edit: Edit| {
        let (config, findings) = read(&json!({ "locked": locked }));
        assert!(findings.is_empty(), "{findings:?}");
        locks::refuse(&config.locked, &now, &edit.into())
    };
    let stages = || Edit::SetStages { stages: Vec::new() };
    let removal = || Edit::RemoveStage {
        stage: StageId::new("a"),
        into: StageId::new("b"),
    };
    let months = |cadence_months, evidence_valid_months| Edit::SetMonths {
        cadence_months,
        evidence_valid_months,
    };
    let (cadence, valid) = (now.cadence_months, now.evidence_valid_months);
    let both = || Edit::Batch {
        commands: vec![months(cadence, valid).into(), removal().into()],
        label: String::new(),
    };
    for edit in [stages(), removal(), both()] {
        assert!(locks(json!(["stages"]), edit.clone()), "{edit:?}");
        assert!(
            !locks(json!(["title", "cadence_months"]), edit.clone()),
            "{edit:?}"
        );
    }
    assert!(locks(json!(["cadence_months"]), months(cadence + 1, valid)));
    assert!(!locks(
        json!(["cadence_months"]),
        months(cadence, valid + 1)
    ));
    assert!(locks(
        json!(["evidence_valid_months"]),
        months(cadence, valid + 1)
    ));
    assert!(!locks(json!(["stages"]), months(cadence + 1, valid + 1)));
    let retitle = Command::Retitle {
        title: "x".to_owned(),
    };
    let (config, _) = read(&json!({ "locked": ["stages", "title"] }));
    assert!(!locks::refuse(&config.locked, &now, &retitle));
}
