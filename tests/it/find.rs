//! Finding by what is typed.

use dsomm_radar::find::fit;
use proptest::prelude::*;

use crate::support::cases;

/// The best of some names for what is typed.
fn best<'a>(typed: &str, names: &[&'a str]) -> Option<&'a str> {
    let found = names
        .iter()
        .filter_map(|name| Some((fit(typed, name, "")?, *name)));
    found.max_by_key(|(score, _)| *score).map(|(_, name)| name)
}

#[test]
fn slips_are_forgiven_and_the_better_one_comes_first() {
    let names = [
        "defined build process",
        "defined deployment process",
        "building and testing of artifacts in virtual environments",
        "history",
        "heatmap",
    ];
    for (typed, expected) in [
        ("build", Some(names[0])),
        ("buildi", Some(names[2])),
        ("heatmpa", Some(names[4])),
        ("histroy", Some(names[3])),
        ("deploymnet", Some(names[1])),
        ("proces deplyoment", Some(names[1])),
        ("virtual test", Some(names[2])),
        ("heat", Some(names[4])),
        ("zzz", None),
        ("build zzz", None),
    ] {
        assert_eq!(best(typed, &names), expected, "{typed}");
    }
    assert!(
        fit("ops", "heatmap", "ops").is_some(),
        "by what else is known"
    );
    assert_eq!(fit("aab", "abc", ""), None, "short words have to be right");
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn what_is_typed_in_full_or_with_one_slip_is_found(
        words in prop::collection::vec("[a-z]{4,9}", 1..5),
        pick in any::<prop::sample::Index>(),
        slip in any::<prop::sample::Index>(),
    ) {
        let name = words.join(" ");
        prop_assert!(fit(&name, &name, "").unwrap() >= 300);
        let word = &words[pick.index(words.len())];
        prop_assert!(fit(word, &name, "").unwrap() >= 100);
        let letters: Vec<char> = word.chars().collect();
        // A letter too many, and two that are swapped.
        let at = slip.index(letters.len());
        let mut more = letters.clone();
        more.insert(at, 'q');
        let mut swapped = letters.clone();
        swapped.swap(at, (at + 1).min(letters.len() - 1));
        for slipped in [more, swapped] {
            let typed: String = slipped.into_iter().collect();
            prop_assert!(fit(&typed, &name, "").is_some(), "{} for {}", typed, name);
        }
    }

    #[test]
    fn anything_can_be_typed(typed in ".{0,20}", name in ".{0,40}", beside in ".{0,20}") {
        let _ = fit(&typed, &name, &beside);
    }
}
