//! Addresses.

use dsomm_radar::host::config::PAGES;
use dsomm_radar::model::{Activity, Model};
use dsomm_radar::route::{Named, Route, query};
use proptest::prelude::*;

use crate::support::{self, cases};

/// The activities of the model that the addresses lead to: id and name.
const ACTIVITIES: [(&str, &str); 6] = [
    ("abc", "Defined build process"),
    ("ABC", "Defined Build process"),
    ("a/b %", "C++ & Rust"),
    ("f0e01814-3b88-4bd0-a3a9-f91db001d20b", "Wöchentlich prüfen"),
    ("uuid", "name"),
    ("last", "a+b"),
];

fn model() -> Model {
    let activities: Vec<Activity> = ACTIVITIES
        .iter()
        .map(|(id, name)| Activity {
            name: (*name).to_owned(),
            ..support::activity(id, 1)
        })
        .collect();
    support::model(&[("Dimension", &[("Part", &activities)])])
}

fn parse(hash: &str, search: &str) -> Route {
    let model = model();
    Route::parse(hash, search, |named| {
        let found = match named {
            Named::ById(id) => model.linked(id, |activity| activity.id.as_str()),
            Named::ByName(name) => model.linked(name, |activity| &activity.name),
        };
        found.map(|activity| activity.id.to_string())
    })
}

fn check(hash: &str, search: &str, expected: Route) {
    assert_eq!(parse(hash, search), expected, "{hash} {search}");
}

#[test]
fn addresses_are_forgiving() {
    let activity = || Route::Activity("a/b %".to_owned());
    check("", "", Route::Overview);
    check("#", "?", Route::Overview);
    check("#/", "", Route::Overview);
    check("/teams/", "", Route::Teams);
    check("#//teams", "", Route::Teams);
    check("#/review", "", Route::Review);
    check("#/round", "", Route::Round);
    check("#/history", "", Route::History);
    check("#/roadmap", "", Route::Roadmap);
    check("#/mapping", "", Route::Mapping);
    check("#/audit", "", Route::Audit);
    check("#/report", "", Route::Report);
    check("#/share/A-_9", "", Route::Share("A-_9".to_owned()));
    check("#/dependencies?activity=abc", "", Route::Dependencies);
    check("#/activity/a%2fb%20%25", "", activity());
    check("#a%2Fb %", "", activity());
    check("", "?uuid=a%2Fb%20%25&x=1", activity());
    check("", "uuid=abc", Route::Activity("abc".to_owned()));
    check("#/assess/abc", "", Route::Assess(Some("abc".to_owned())));
    check(
        "#/dimension/%C3%BCber",
        "",
        Route::Dimension("über".to_owned()),
    );
}

#[test]
fn a_plus_in_the_query_is_a_space() {
    for (search, value) in [
        ("?team=My+team", "My team"),
        ("?x=1&team=My%20team", "My team"),
        ("?team=C%2B%2B+team", "C++ team"),
        ("?team=%2b", "+"),
        ("?team=", ""),
    ] {
        assert_eq!(query(search, "team").as_deref(), Some(value), "{search}");
    }
    assert_eq!(query("?teams=x", "team"), None);
    // Behind #, a plus is a plus.
    check("#last+one", "", Route::Unknown("last+one".to_owned()));
}

#[test]
fn links_name_an_activity_in_any_case() {
    let long = "f0e01814-3b88-4bd0-a3a9-f91db001d20b";
    for (hash, search, id) in [
        ("#F0E01814-3B88-4BD0-A3A9-F91DB001D20B", "", long),
        ("", "?uuid=F0E01814-3B88-4bd0-a3a9-f91db001d20b", long),
        // What is written exactly so goes first.
        ("#abc", "", "abc"),
        ("#ABC", "", "ABC"),
        ("", "?uuid=aBc", "abc"),
        ("", "?name=Defined%20build%20process", "abc"),
        ("", "?name=Defined+Build+process", "ABC"),
        ("#", "?x=1&name=DEFINED+BUILD%20PROCESS", "abc"),
        ("", "name=c%2B%2B+%26+rust", "a/b %"),
        ("", "?name=W%C3%B6chentlich+PR%c3%bcfen", long),
        ("", "?name=a%2Bb", "last"),
        // An id says more than a name, and what stands behind # more than both.
        ("", "?name=a%2Bb&uuid=abc", "abc"),
        ("#uuid", "?name=a%2Bb", "uuid"),
    ] {
        check(hash, search, Route::Activity(id.to_owned()));
    }
    check("#/teams", "?name=a%2Bb", Route::Teams);
    for (search, asked) in [
        ("?name=No+such+thing", "No such thing"),
        ("?name=", ""),
        ("?name=abc", "abc"),
        ("?uuid=a%2Bb", "a+b"),
    ] {
        check("", search, Route::Unknown(asked.to_owned()));
    }
}

#[test]
fn what_leads_nowhere_is_named() {
    for path in [
        "nowhere",
        "activity",
        "activity/a/b",
        "teams/x",
        "Teams",
        "%2F",
    ] {
        check(&format!("#/{path}"), "", Route::Unknown(path.to_owned()));
    }
    check("#gone", "", Route::Unknown("gone".to_owned()));
}

#[test]
fn what_is_no_encoding_stays_as_it_is() {
    for id in [
        "%", "%z", "%zz", "%4", "100%", "%+f", "%-1", "%C3", "%ü", "a%",
    ] {
        check(&format!("#{id}"), "", Route::Unknown(id.to_owned()));
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn any_id_survives_its_address(id in "(?s).{1,40}") {
        for route in [
            Route::Activity(id.clone()),
            Route::Assess(Some(id.clone())),
            Route::Dimension(id.clone()),
        ] {
            let href = route.href();
            prop_assert!(href.bytes().all(|b| b.is_ascii_graphic()), "{}", href);
            prop_assert_eq!(Route::parse(&href, "", |_| None), route);
        }
    }

    #[test]
    fn reading_any_address_never_panics(hash in "(?s).{0,40}", search in "(?s).{0,40}", path in "[#/%0-9a-fü=&?+]{0,20}") {
        for hash in [&hash, &path] {
            let route = Route::parse(hash, &search, |_| Some("x".to_owned()));
            // Its own address leads somewhere, too.
            let _ = Route::parse(&route.href(), &path, |_| None);
        }
    }
}

#[test]
fn what_a_page_shows_stands_behind_its_address() {
    use dsomm_radar::route::{choices, with_choices};
    let all = [("text", "a&b = c%"), ("level", ""), ("tag", "ü")];
    let all = all.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let address = with_choices("#/matrix", &all);
    assert_eq!(address, "#/matrix?text=a%26b%20%3D%20c%25&tag=%C3%BC");
    check(&address, "", Route::Matrix);
    check("#/heatmap?measure=since", "", Route::Heatmap);
    check("#/compare", "", Route::Compare);
    assert_eq!(choices(&address), [all[0].clone(), all[2].clone()]);
    assert_eq!(choices("#/matrix"), []);
}

/// Each page that can be hidden is one, and the schema and the docs list the same.
#[test]
fn pages_that_can_be_hidden_are_listed_everywhere() {
    for page in PAGES {
        let found = Route::parse(&format!("#/{page}/x"), "", |_| None);
        let alone = Route::parse(&format!("#/{page}"), "", |_| None);
        let is_page = |route: &Route| !matches!(route, Route::Unknown(_) | Route::Overview);
        assert!(is_page(&found) || is_page(&alone), "{page}");
    }
    let schema = std::fs::read_to_string("public/schema/config-1.json").unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let listed = &schema["properties"]["hide"]["items"]["enum"];
    assert_eq!(*listed, serde_json::json!(PAGES));
    let docs = std::fs::read_to_string("docs/embedding.md").unwrap();
    let missing = PAGES
        .iter()
        .find(|page| !docs.contains(&format!("`{page}`")));
    assert_eq!(missing, None, "docs/embedding.md names all pages");
}
