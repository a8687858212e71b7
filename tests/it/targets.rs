//! Targets beside the numbers: a level per subdimension, a mean per dimension.

use dsomm_radar::assessment::{Aim, Assessment, Edit, TeamId};
use dsomm_radar::model::Model;
use dsomm_radar::scoring::{Targets, targets};

use crate::support::{activity, assessment, at, edit, model, team};

/// Three subdimensions in two dimensions; five levels.
fn three() -> Model {
    let one = [activity("a", 1)];
    let (two, three) = ([activity("b", 2)], [activity("c", 3)]);
    model(&[
        ("D", &[("One", &one), ("Two", &two)]),
        ("E", &[("Three", &three)]),
    ])
}

/// `*/*=3` sets level 3 for all teams everywhere, `x/d/one=-` removes what team x has there.
fn aiming(said: &str) -> Assessment {
    let mut copy = assessment(&["x", "y"]);
    for (millis, line) in (10..).zip(said.split_whitespace()) {
        let (aim, level) = line.split_once('=').unwrap();
        let (of, subdimension) = aim.split_once('/').unwrap();
        let set = Edit::SetTarget {
            aim: Aim {
                team: (of != "*").then(|| team(of)),
                subdimension: (subdimension != "*").then(|| subdimension.to_owned()),
            },
            level: level.parse().ok(),
            by: None,
        };
        edit(&mut copy, set, &at(millis));
    }
    copy
}

/// `3 3 5 | 3 5`: by subdimension, then by dimension.
fn shown(found: Option<Targets>) -> String {
    let Some(found) = found else {
        return "none".to_owned();
    };
    let subdimensions = found.subdimensions.iter();
    let subdimensions: Vec<String> = subdimensions
        .map(|level| level.map_or("-".to_owned(), |level| level.to_string()))
        .collect();
    let dimensions = found.dimensions.iter();
    let dimensions: Vec<String> = dimensions
        .map(|mean| mean.map_or("-".to_owned(), |mean| mean.to_string()))
        .collect();
    format!("{} | {}", subdimensions.join(" "), dimensions.join(" "))
}

#[test]
fn the_closest_target_counts() {
    for (said, of_x, of_y) in [
        ("", "none", "none"),
        ("*/*=3", "3 3 3 | 3 3", "3 3 3 | 3 3"),
        ("x/*=2", "2 2 2 | 2 2", "none"),
        ("*/d/one=4", "4 - - | 4 -", "4 - - | 4 -"),
        // A dimension has the mean over those of its subdimensions that have a target.
        ("*/d/one=4 */d/two=1", "4 1 - | 2.5 -", "4 1 - | 2.5 -"),
        ("*/e/three=1", "- - 1 | - 1", "- - 1 | - 1"),
        // Its own one everywhere comes before the one of all teams there.
        ("*/d/one=4 x/*=2", "2 2 2 | 2 2", "4 - - | 4 -"),
        ("*/*=5 x/d/two=1", "5 1 5 | 3 5", "5 5 5 | 5 5"),
        // Removed: the wider one counts again.
        ("*/*=3 x/*=1 x/*=-", "3 3 3 | 3 3", "3 3 3 | 3 3"),
        ("x/d/one=1 x/d/one=-", "none", "none"),
        // More than the model has: all of it.
        ("*/*=20", "5 5 5 | 5 5", "5 5 5 | 5 5"),
        ("*/d/one=9 */d/two=2", "5 2 - | 3.5 -", "5 2 - | 3.5 -"),
        // A subdimension that the model lacks counts nowhere.
        ("*/d/four=3", "none", "none"),
    ] {
        let (model, copy) = (three(), aiming(said));
        let of = |id: &TeamId| shown(targets(&model, &copy, id));
        assert_eq!(of(&team("x")), of_x, "x of “{said}”");
        assert_eq!(of(&team("y")), of_y, "y of “{said}”");
    }
}

/// A team that nobody added has what all have.
#[test]
fn a_stranger_has_the_targets_of_all() {
    let found = targets(&three(), &aiming("*/*=3 x/*=1"), &team("z"));
    assert_eq!(shown(found), "3 3 3 | 3 3");
}

#[test]
fn a_model_without_subdimensions_has_no_targets() {
    assert_eq!(targets(&model(&[]), &aiming("*/*=3"), &team("x")), None);
}
