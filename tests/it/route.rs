//! Addresses.

use dsomm_radar::route::Route;
use proptest::prelude::*;

use crate::support::cases;

fn check(hash: &str, search: &str, expected: Route) {
    let known = |id: &str| ["abc", "a/b %"].contains(&id);
    assert_eq!(
        Route::parse(hash, search, known),
        expected,
        "{hash} {search}"
    );
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
    check("#/history", "", Route::History);
    check("#/roadmap", "", Route::Roadmap);
    check("#/mapping", "", Route::Mapping);
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
            prop_assert_eq!(Route::parse(&href, "", |_| false), route);
        }
    }

    #[test]
    fn reading_any_address_never_panics(hash in "(?s).{0,40}", search in "(?s).{0,40}", path in "[#/%0-9a-fü=&?+]{0,20}") {
        for hash in [&hash, &path] {
            let route = Route::parse(hash, &search, |_| true);
            // Its own address leads somewhere, too.
            let _ = Route::parse(&route.href(), &path, |_| false);
        }
    }
}
