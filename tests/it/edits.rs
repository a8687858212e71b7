//! Edits: groups, inheritance, owners, evidence, targets, plan, cycles, stages; their refusals,
//! undo and redo.

use dsomm_radar::map::{Map, SortedSet};

use dsomm_radar::assessment::{
    Aim, Answer, Answered, Answers, Assessment, Choice, Command, Context, Cycle, Edit, Evidence,
    EvidenceId, GroupId, History, LeaveOut, LeftOut, Link, Snapshot, Stage, StageId, Step, Touched,
    UnknownFields, cycle_name,
};
use dsomm_radar::model::ActivityId;

use crate::support::{
    START, answer, apply, assessment, at, by, cycle, day, edit, evidence, note, stage, team,
    visible, with_stage,
};

fn group(id: &str) -> GroupId {
    GroupId::new(id)
}

fn piece(id: &str) -> EvidenceId {
    EvidenceId::new(id)
}

fn activity(id: &str) -> ActivityId {
    ActivityId::new(id)
}

fn activities(ids: &[&str]) -> Vec<ActivityId> {
    ids.iter().map(|id| activity(id)).collect()
}

fn add_group(id: &str, name: &str) -> Edit {
    Edit::AddGroup {
        id: group(id),
        name: name.to_owned(),
    }
}

fn rename_group(id: &str, name: &str) -> Edit {
    Edit::RenameGroup {
        group: group(id),
        name: name.to_owned(),
    }
}

fn set_groups(of: &str, ids: &[&str]) -> Edit {
    Edit::SetGroups {
        team: team(of),
        groups: ids.iter().map(|id| group(id)).collect(),
    }
}

fn inherit(of: &str, from: Option<&str>) -> Edit {
    Edit::Inherit {
        team: team(of),
        from: from.map(team),
    }
}

fn owner(of: &str, what: &str, name: &str) -> Edit {
    Edit::SetOwner {
        team: team(of),
        activity: activity(what),
        owner: name.to_owned(),
    }
}

fn due(of: &str, what: &str, until: Option<&str>) -> Edit {
    Edit::SetDue {
        team: team(of),
        activity: activity(what),
        due: until.map(day),
    }
}

fn confirm(of: &str, what: &[&str]) -> Edit {
    Edit::Confirm {
        team: team(of),
        activities: activities(what),
    }
}

fn leave_out(of: &[&str], what: &[&str], reason: &str, also_answered: bool) -> Edit {
    Edit::LeaveOut(LeaveOut {
        teams: of.iter().map(|id| team(id)).collect(),
        activities: activities(what),
        reason: reason.to_owned(),
        also_answered,
    })
}

fn put(id: &str, evidence: Box<Evidence>) -> Edit {
    Edit::PutEvidence {
        id: piece(id),
        evidence,
    }
}

fn aim(team_id: Option<&str>, subdimension: Option<&str>) -> Aim {
    Aim {
        team: team_id.map(team),
        subdimension: subdimension.map(str::to_owned),
    }
}

fn target(aim: Aim, level: Option<u8>, by: Option<&str>) -> Edit {
    Edit::SetTarget {
        aim,
        level,
        by: by.map(day),
    }
}

fn plan(of: &str, what: &[&str], when: Option<&str>) -> Edit {
    Edit::Plan {
        team: team(of),
        activities: activities(what),
        cycle: when.map(cycle),
    }
}

fn add_cycle(id: &str, name: &str) -> Edit {
    Edit::AddCycle {
        id: cycle(id),
        name: name.to_owned(),
    }
}

fn rename_cycle(id: &str, name: &str) -> Edit {
    Edit::RenameCycle {
        cycle: cycle(id),
        name: name.to_owned(),
    }
}

fn start_cycle(id: &str, name: &str, freeze: (&str, &str)) -> Edit {
    Edit::StartCycle {
        id: cycle(id),
        name: name.to_owned(),
        freeze: (cycle(freeze.0), freeze.1.to_owned()),
    }
}

fn snapshot(id: &str, name: &str) -> Edit {
    Edit::TakeSnapshot {
        id: cycle(id),
        name: name.to_owned(),
    }
}

fn remove_stage(id: &str, into: &str) -> Edit {
    Edit::RemoveStage {
        stage: StageId::new(id),
        into: StageId::new(into),
    }
}

fn months(cadence_months: u32, evidence_valid_months: u32) -> Edit {
    Edit::SetMonths {
        cadence_months,
        evidence_valid_months,
    }
}

fn batch(commands: Vec<Command>) -> Edit {
    Edit::Batch {
        commands,
        label: "Several".to_owned(),
    }
}

/// Teams `x`, `y` and `z`; `x` has an answer with a note, `y` one that does not apply. A group, a
/// piece of evidence, a target, a planned cycle with something in it, and one that is under way.
fn start() -> Assessment {
    let mut start = assessment(&["x", "y", "z"]);
    apply(&mut start, answer("x", "a", stage("partly")), &at(10));
    apply(&mut start, note("x", "a", "why"), &at(11));
    let reason = Choice::NotApplicable("none here".to_owned());
    apply(&mut start, answer("y", "b", reason), &at(12));
    for (millis, done) in (13..).zip([
        add_group("g", "Web"),
        set_groups("y", &["g"]),
        inherit("z", Some("y")),
        owner("y", "b", "ida"),
        put("e", evidence("a", "x", "Pipeline run")),
        target(aim(None, None), Some(2), Some("2026-06-30")),
        start_cycle("now", "2026 H1", ("before", "Before")),
        add_cycle("next", "2026 H2"),
        plan("x", &["a"], Some("next")),
    ]) {
        edit(&mut start, done, &at(millis));
    }
    start
}

/// What an edit changes in what is seen: lines that go (`-`) and come (`+`).
fn difference(before: &[String], after: &[String]) -> Vec<String> {
    let gone = before.iter().filter(|line| !after.contains(line));
    let come = after.iter().filter(|line| !before.contains(line));
    gone.map(|line| format!("- {}", line.trim()))
        .chain(come.map(|line| format!("+ {}", line.trim())))
        .collect()
}

/// An edit, what it is called, and what it changes in what is seen.
type Case = (Edit, &'static str, Vec<String>);

/// One or more of each, all of them possible.
fn edits() -> Vec<Case> {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    let then = START + 100;
    let e = |title: &str| format!("evidence e a {{TeamId(\"x\")}} “{title}” “” None None “” []");
    let moved = Box::new(Evidence {
        teams: SortedSet::from([team("y"), team("z")]),
        description: "All *branches*".to_owned(),
        recorded: Some(day("2026-01-02")),
        expires: Some(day("2026-01-02")),
        reviewer: "bo".to_owned(),
        ..*evidence("b", "x", "")
    });
    let days = "Some(2026-01-02) Some(2026-01-02)";
    let after = format!(
        "+ evidence e b {:?} “” “All *branches*” {days} “bo” []",
        moved.teams
    );
    let links = vec![Link {
        kind: "link".to_owned(),
        url: "https://example.org/1".to_owned(),
        kept: UnknownFields::new(),
    }];
    let linked = Box::new(Evidence {
        links: links.clone(),
        ..*evidence("a", "x", "")
    });
    let now = format!(
        "cycle now “2026 H1” Some(2026-01-01) Some({}) None",
        START + 19
    );
    let closed = format!(
        "cycle now “2026 H1” Some(2026-01-01) Some({}) Some(2026-01-01)",
        START + 19
    );
    let [partly, started] = ["partly", "started"].map(StageId::new);
    let dates = Map::from([(&partly, day("2026-01-01")), (&started, day("2026-01-01"))]);
    let gone = format!("- a Stage({partly:?}) {dates:?} Some(2026-01-01) “why”");
    let out = |sign: &str, what: &str, note: &str| {
        format!("{sign} {what} NotApplicable {{}} Some(2026-01-01) “{note}”")
    };
    let dated = format!("+ a NotApplicable {dates:?} Some(2026-01-01) “why”");
    let begun = format!("+ b Stage({started:?}) {{{started:?}: 2026-01-01}} Some(2026-01-01) “”");
    let frozen = |sign: &str, id: &str| {
        [
            format!("{sign} in {id}: x a Stage(StageId(\"partly\")) Some(2026-01-01)"),
            format!("{sign} in {id}: y b NotApplicable Some(2026-01-01)"),
        ]
    };
    let with = |lines: Vec<String>, more: [String; 2]| [lines, more.to_vec()].concat();
    let mut renamed = start().stages;
    renamed[1].title = " Begun ".to_owned();
    vec![
        (
            add_group("h", " <b>No</b> "),
            "Add group “<b>No</b>”",
            lines(&["+ group h “<b>No</b>” 2"]),
        ),
        (
            rename_group("g", "12:30"),
            "Rename group “Web” to “12:30”",
            lines(&["- group g “Web” 1", "+ group g “12:30” 1"]),
        ),
        (
            Edit::DeleteGroup { group: group("g") },
            "Delete group “Web”",
            lines(&["- group g “Web” 1", "- groups of y g"]),
        ),
        (
            set_groups("x", &["g"]),
            "Change groups of “x”",
            lines(&["+ groups of x g"]),
        ),
        (
            set_groups("y", &[]),
            "Change groups of “y”",
            lines(&["- groups of y g"]),
        ),
        (
            inherit("x", Some("z")),
            "“x” inherits from “z”",
            lines(&["- team x “x” None", "+ team x “x” Some(TeamId(\"z\"))"]),
        ),
        (
            inherit("z", None),
            "“z” no longer inherits",
            lines(&["- team z “z” Some(TeamId(\"y\"))", "+ team z “z” None"]),
        ),
        (
            owner("x", "a", "Ida <i>"),
            "Owner",
            lines(&["+ care x a “Ida <i>” None"]),
        ),
        (
            owner("y", "b", ""),
            "Owner",
            lines(&["- care y b “ida” None"]),
        ),
        (
            due("y", "b", Some("2027-02-28")),
            "Due date",
            lines(&["- care y b “ida” None", "+ care y b “ida” Some(2027-02-28)"]),
        ),
        (
            due("z", "new", Some("2026-02-01")),
            "Due date",
            lines(&["+ care z new “” Some(2026-02-01)"]),
        ),
        (
            // What `x` says about `a` stays.
            leave_out(&["x"], &["a", "c", "c"], " No code here ", false),
            "Not applicable: 1 answer",
            vec![out("+", "c", "")],
        ),
        (
            leave_out(&["x", "x"], &["a"], "No code here", true),
            "Not applicable: 1 answer",
            vec![gone.clone(), dated.clone()],
        ),
        (
            leave_out(&["z", "x"], &["c", "a"], "No code here", true),
            "Not applicable: 4 answers",
            vec![
                gone.clone(),
                dated,
                out("+", "c", ""),
                out("+", "a", ""),
                out("+", "c", ""),
            ],
        ),
        (
            put("f", evidence("a", "z", " Run ")),
            "Add evidence “Run”",
            lines(&["+ evidence f a {TeamId(\"z\")} “Run” “” None None “” []"]),
        ),
        (
            put("f", linked),
            "Add evidence “https://example.org/1”",
            vec![format!(
                "+ evidence f a {{TeamId(\"x\")}} “” “” None None “” {links:?}"
            )],
        ),
        (
            put("e", moved),
            "Change evidence “All *branches*”",
            vec![format!("- {}", e("Pipeline run")), after],
        ),
        (
            Edit::RemoveEvidence { id: piece("e") },
            "Remove evidence “Pipeline run”",
            vec![format!("- {}", e("Pipeline run"))],
        ),
        (
            target(aim(Some("x"), Some("s/1")), Some(20), None),
            "Set target level 20",
            lines(&["+ target x s/1 20 None"]),
        ),
        (
            target(aim(None, None), Some(3), None),
            "Set target level 3",
            lines(&["- target * * 2 Some(2026-06-30)", "+ target * * 3 None"]),
        ),
        (
            target(aim(None, None), None, Some("2026-06-30")),
            "Remove target",
            lines(&["- target * * 2 Some(2026-06-30)"]),
        ),
        (
            plan("x", &["a", "b"], Some("now")),
            "Plan for “2026 H1”",
            lines(&["- plan x a next", "+ plan x a now", "+ plan x b now"]),
        ),
        (
            plan("x", &["a", "b"], None),
            "Take out of the plan",
            lines(&["- plan x a next"]),
        ),
        (
            add_cycle("later", " 2027 "),
            "Add cycle “2027”",
            lines(&["+ cycle later “2027” None None None"]),
        ),
        (
            rename_cycle("next", "Soon"),
            "Rename cycle “2026 H2” to “Soon”",
            lines(&[
                "- cycle next “2026 H2” None None None",
                "+ cycle next “Soon” None None None",
            ]),
        ),
        (
            Edit::DeleteCycle {
                cycle: cycle("before"),
            },
            "Delete snapshot “Before”",
            with(
                lines(&["- cycle before “Before” None None Some(2026-01-01)"]),
                frozen("-", "before"),
            ),
        ),
        (
            Edit::DeleteCycle {
                cycle: cycle("next"),
            },
            "Delete cycle “2026 H2”",
            lines(&["- cycle next “2026 H2” None None None"]),
        ),
        (
            Edit::DeleteCycle {
                cycle: cycle("now"),
            },
            "Delete cycle “2026 H1”",
            vec![format!("- {now}")],
        ),
        (
            start_cycle("next", "2026 H2", ("unused", "")),
            "Start cycle “2026 H2”",
            with(
                vec![
                    "- cycle next “2026 H2” None None None".to_owned(),
                    format!("- {now}"),
                    format!("+ cycle next “2026 H2” Some(2026-01-01) Some({then}) None"),
                    format!("+ {closed}"),
                ],
                frozen("+", "now"),
            ),
        ),
        (
            start_cycle("fresh", " 2027 ", ("unused", "")),
            "Start cycle “2027”",
            with(
                vec![
                    format!("- {now}"),
                    format!("+ cycle fresh “2027” Some(2026-01-01) Some({then}) None"),
                    format!("+ {closed}"),
                ],
                frozen("+", "now"),
            ),
        ),
        (
            snapshot("s", "Audit"),
            "Take snapshot “Audit”",
            with(
                lines(&["+ cycle s “Audit” None None Some(2026-01-01)"]),
                frozen("+", "s"),
            ),
        ),
        (
            Edit::SetStages {
                stages: with_stage(&start(), "half", 0.4),
            },
            "Change stages",
            lines(&["+ stage half “half” 0.4"]),
        ),
        (
            Edit::SetStages { stages: renamed },
            "Change stages",
            lines(&[
                "- stage started “Started” 0.2",
                "+ stage started “Begun” 0.2",
            ]),
        ),
        (
            remove_stage("partly", "started"),
            "Remove stage “Partly implemented”",
            lines(&["- stage partly “Partly implemented” 0.5"]),
        ),
        (
            months(3, 120),
            "Change months",
            lines(&["- months 6 12", "+ months 3 120"]),
        ),
        (
            batch(vec![
                add_cycle("later", "2027").into(),
                plan("x", &["b"], Some("later")).into(),
                owner("x", "b", "bo").into(),
                due("x", "b", Some("2027-01-31")).into(),
                answer("x", "b", stage("started")),
            ]),
            "Several",
            [
                "+ care x b “bo” Some(2027-01-31)",
                "+ plan x b later",
                "+ cycle later “2027” None None None",
                &begun,
            ]
            .map(str::to_owned)
            .to_vec(),
        ),
        (
            batch(vec![
                Command::DeleteTeam { team: team("x") },
                add_group("h", "Old").into(),
            ]),
            "Several",
            lines(&[
                "- plan x a next",
                "- team x “x” None",
                &gone,
                "+ group h “Old” 2",
            ]),
        ),
    ]
}

#[test]
fn edits_change_what_they_say_and_nothing_else() {
    for (edit, label, expected) in edits() {
        let mut after = start();
        let change = after.edit(edit.clone(), &at(100)).unwrap().unwrap();
        let found = difference(&visible(&start()), &visible(&after));
        assert_eq!(found, expected, "{edit:?}");
        assert_eq!(change.label, label, "{edit:?}");
    }
}

#[test]
fn every_edit_can_be_taken_back_and_brought_again() {
    for (edit, label, _) in edits() {
        let mut copy = start();
        let change = copy.edit(edit.clone(), &at(100)).unwrap().unwrap();
        let after = visible(&copy);
        let change = copy.revert(change, &at(101));
        assert_eq!(visible(&copy), visible(&start()), "{edit:?}");
        assert_eq!(change.label, label);
        let change = copy.revert(change, &at(102));
        assert_eq!(visible(&copy), after, "{edit:?}");
        copy.revert(change, &at(103));
        assert_eq!(visible(&copy), visible(&start()), "{edit:?}");
    }
}

/// A colleague's file brings it, or it is one of several steps at once.
#[test]
fn every_edit_can_come_by_a_merge_or_in_a_batch() {
    for (edit, ..) in edits() {
        let mut theirs = start();
        let alone = theirs.edit(edit.clone(), &by("bo", 100)).unwrap().unwrap();
        let import = Command::Replace {
            how: Default::default(),
            with: Box::new(dsomm_radar::assessment::merge(&start(), &theirs)),
            label: "Import".to_owned(),
        };
        let several = batch(vec![edit.clone().into(), owner("y", "new", "al").into()]);
        for (command, is_batch) in [(import, false), (several.into(), true)] {
            let mut copy = start();
            let change = copy.apply(command, &at(100)).unwrap().unwrap();
            let mut expected = visible(&theirs);
            if is_batch {
                expected = visible(&{
                    let mut both = theirs.clone();
                    crate::support::edit(&mut both, owner("y", "new", "al"), &at(101));
                    both
                });
            } else {
                assert_eq!(copy, theirs, "{edit:?}");
                assert_eq!(change.touched().head, alone.touched().head, "{edit:?}");
            }
            assert_eq!(visible(&copy), expected, "{edit:?}");
            let change = copy.revert(change, &at(102));
            assert_eq!(visible(&copy), visible(&start()), "{edit:?}");
            copy.revert(change, &at(103));
            assert_eq!(visible(&copy), expected, "{edit:?}");
        }
    }
}

/// Whoever has the state from before takes the step over, and what is taken back stays so.
#[test]
fn every_edit_is_the_latest_thing_that_happened() {
    for (edit, ..) in edits() {
        let mut copy = start();
        // The clock has been set back meanwhile.
        let change = copy.edit(edit.clone(), &at(1)).unwrap().unwrap();
        let merged = dsomm_radar::assessment::merge(&start(), &copy);
        assert_eq!(visible(&merged), visible(&copy), "{edit:?}");
        let edited = copy.clone();
        copy.revert(change, &at(2));
        let merged = dsomm_radar::assessment::merge(&edited, &copy);
        assert_eq!(visible(&merged), visible(&copy), "{edit:?}");
    }
}

#[test]
fn edits_say_which_records_they_touch() {
    for (edit, label, _) in edits() {
        let mut copy = start();
        let change = copy.edit(edit.clone(), &at(100)).unwrap().unwrap();
        let teams: &[&str] = match &edit {
            Edit::SetOwner { team, .. } | Edit::SetDue { team, .. } => &[team.as_str()],
            Edit::LeaveOut(wanted) if wanted.teams.len() == 1 || label.ends_with("1 answer") => {
                &["x"]
            }
            Edit::LeaveOut(_) => &["x", "z"],
            Edit::Batch { .. } => &["x"],
            _ => &[],
        };
        let expected = Touched {
            all: false,
            head: teams.is_empty() || label == "Several",
            teams: teams.iter().map(|id| team(id)).collect(),
        };
        assert_eq!(change.touched(), expected, "{edit:?}");
        assert_eq!(copy.revert(change, &at(101)).touched(), expected);
    }
    let mut copy = start();
    let change = copy.edit(confirm("x", &["a"]), &at(100)).unwrap().unwrap();
    assert_eq!(change.touched().teams, SortedSet::from([team("x")]));
    assert!(!change.touched().head);
}

#[test]
fn refusals_say_why_and_change_nothing() {
    let stages = |change: fn(&mut Vec<Stage>)| {
        let mut stages = with_stage(&start(), "half", 0.4);
        change(&mut stages);
        Edit::SetStages { stages }
    };
    let nobodys = Box::new(Evidence {
        teams: SortedSet::new(),
        ..*evidence("a", "x", "Run")
    });
    let empty = Box::new(Evidence {
        description: " \n".to_owned(),
        links: vec![Link::default()],
        ..*evidence("a", "x", " ")
    });
    let expired = Box::new(Evidence {
        recorded: Some(day("2026-03-01")),
        expires: Some(day("2026-02-28")),
        ..*evidence("a", "x", "Run")
    });
    let no_group = "This group no longer exists. Choose another one.";
    let no_team = "This team no longer exists. Choose another one.";
    let no_cycle = "This cycle no longer exists. Choose another one.";
    let no_name = "A name is needed. Type at least one letter.";
    let taken = |name: &str| format!("The name “{name}” is taken. Choose another one.");
    let no_months = "A number of months from 1 to 120 is needed.";
    let no_level = "A level from 1 to 20 is needed.";
    let circle = "No team can inherit from itself, not even through others. Choose another one.";
    let ends =
        "The first and the last stage stay: they are what 0 % and 100 % mean. Rename them instead.";
    let two = "At least two stages are needed; the first has to score 0 %, the last one 100 %.";
    let no_stage = |id: &str| format!("This assessment has no stage “{id}”. Choose another one.");
    let own_id = "Each stage needs an id of its own.";
    let one_team = "A piece of evidence has to stand for at least one team. Choose one.";
    let no_reason = "Say why this does not apply: without a reason it does not count.";
    let nobody = "No team is chosen. Choose at least one.";
    let no_content =
        "A piece of evidence needs a title, a description or a link. Fill in one of them.";
    let too_early =
        "This piece of evidence would expire before it was recorded. Correct one of the two days.";
    let no_piece = "This piece of evidence was removed already. Choose another one.";
    let star = "The id “*” stands for all. Give the subdimension another id.";
    let begun = "This cycle has begun already. Start another one.";
    let vanished = "A stage that was in use cannot vanish: its answers would lose their meaning. Remove it in favour of another one.";
    let same_title = "Two stages have the same title. Give each one of its own.";
    let falling =
        "A stage cannot score less than the one before it. Change its score or its place.";
    let no_score = "The score of a stage is 0 % to 100 %. Correct the one that is not.";
    let itself = "A removed stage has to count as another one. Choose which.";
    let nowhere = "A removed stage has to count as one that is still there. Choose which.";
    for (edit, expected) in [
        (add_group("h", " "), no_name),
        (add_group("h", " Web"), &taken("Web")),
        (add_group("g", "Other"), "This group was added already."),
        (rename_group("gone", "n"), no_group),
        (rename_group("g", ""), no_name),
        (
            Edit::DeleteGroup {
                group: group("gone"),
            },
            no_group,
        ),
        (set_groups("gone", &[]), no_team),
        (set_groups("x", &["g", "gone"]), no_group),
        (inherit("gone", None), no_team),
        (inherit("x", Some("gone")), no_team),
        (inherit("x", Some("x")), circle),
        (inherit("y", Some("z")), circle),
        (owner("gone", "a", "ida"), no_team),
        (due("gone", "a", None), no_team),
        (confirm("gone", &["a"]), no_team),
        (leave_out(&["x", "gone"], &["b"], "r", false), no_team),
        (leave_out(&["x"], &["b"], " \n", true), no_reason),
        (leave_out(&[], &["b"], "r", true), nobody),
        (put("f", nobodys), one_team),
        (put("f", evidence("a", "gone", "Run")), one_team),
        (put("e", empty), no_content),
        (put("f", expired), too_early),
        (Edit::RemoveEvidence { id: piece("gone") }, no_piece),
        (target(aim(Some("gone"), None), Some(1), None), no_team),
        (target(aim(None, None), Some(0), None), no_level),
        (target(aim(None, None), Some(21), None), no_level),
        (target(aim(None, Some("*")), Some(1), None), star),
        (plan("gone", &["a"], None), no_team),
        (plan("x", &["a"], Some("gone")), no_cycle),
        (add_cycle("c", ""), no_name),
        (add_cycle("c", "2026 H1"), &taken("2026 H1")),
        (add_cycle("next", "Other"), "This cycle was added already."),
        (rename_cycle("gone", "n"), no_cycle),
        (rename_cycle("next", "2026 H1 "), &taken("2026 H1")),
        (
            Edit::DeleteCycle {
                cycle: cycle("gone"),
            },
            no_cycle,
        ),
        (start_cycle("now", "n", ("f", "f")), begun),
        (start_cycle("before", "n", ("f", "f")), begun),
        (
            start_cycle("next", "2026 H1", ("f", "f")),
            &taken("2026 H1"),
        ),
        (snapshot("s", "Before"), &taken("Before")),
        (snapshot("now", "n"), "This cycle was added already."),
        (stages(|stages| stages[1].id = StageId::new("")), own_id),
        (stages(|stages| stages[2].id = stages[1].id.clone()), own_id),
        (stages(|stages| drop(stages.remove(1))), vanished),
        (stages(|stages| stages[2].title = "\t".to_owned()), no_name),
        (
            stages(|stages| stages[2].title = " Started".to_owned()),
            same_title,
        ),
        (stages(|stages| stages[0].score = 0.1), two),
        (stages(|stages| stages[4].score = 0.9), two),
        (stages(|stages| stages.swap(1, 2)), falling),
        (stages(|stages| stages[2].score = f64::NAN), no_score),
        (
            stages(|stages| stages[2].replaced_by = Some(StageId::new("gone"))),
            nowhere,
        ),
        (
            stages(|stages| {
                stages[2].replaced_by = Some(stages[3].id.clone());
                stages[3].replaced_by = Some(stages[2].id.clone());
            }),
            nowhere,
        ),
        (
            stages(|stages| {
                let last = stages[4].id.clone();
                stages[..4]
                    .iter_mut()
                    .for_each(|stage| stage.replaced_by = Some(last.clone()));
            }),
            two,
        ),
        (remove_stage("not-implemented", "fully"), ends),
        (remove_stage("fully", "partly"), ends),
        (remove_stage("gone", "fully"), &no_stage("gone")),
        (remove_stage("partly", "gone"), &no_stage("gone")),
        (remove_stage("partly", "partly"), itself),
        (months(0, 12), no_months),
        (months(6, 121), no_months),
        (
            batch(vec![
                add_group("h", "h").into(),
                answer("x", "a", stage("fully")),
                rename_group("h", "Web").into(),
            ]),
            &taken("Web"),
        ),
    ] {
        let mut copy = start();
        let refused = copy.edit(edit.clone(), &at(100)).unwrap_err();
        assert_eq!(refused.to_string(), expected, "{edit:?}");
        assert_eq!(copy, start(), "{edit:?}");
        assert_eq!(edit.plan(&copy, &at(100)).unwrap_err(), refused);
    }
}

#[test]
fn where_nothing_changes_there_is_nothing_to_undo() {
    for edit in [
        rename_group("g", " Web "),
        set_groups("y", &["g"]),
        inherit("x", None),
        owner("y", "b", "ida"),
        due("y", "b", None),
        confirm("x", &[]),
        // Without an answer there is nothing to confirm.
        confirm("x", &["b", "unknown"]),
        leave_out(&["x"], &["a"], "r", false),
        leave_out(&["x"], &[], "r", true),
        // It says so already, for the same reason.
        leave_out(&["y"], &["b"], "none here ", true),
        put("e", evidence("a", "x", "Pipeline run")),
        target(aim(None, None), Some(2), Some("2026-06-30")),
        target(aim(Some("x"), None), None, None),
        plan("x", &["a"], Some("next")),
        plan("x", &["b"], None),
        rename_cycle("next", "2026 H2"),
        Edit::SetStages {
            stages: start().stages,
        },
        months(6, 12),
        batch(vec![]),
        batch(vec![owner("y", "b", "ida").into()]),
    ] {
        let mut copy = start();
        assert_eq!(copy.edit(edit.clone(), &at(100)), Ok(None), "{edit:?}");
        assert_eq!(copy, start(), "{edit:?}");
    }
}

#[test]
fn names_that_are_free_again_can_be_given_again() {
    let mut copy = start();
    edit(&mut copy, Edit::DeleteGroup { group: group("g") }, &at(100));
    edit(&mut copy, add_group("h", "Web"), &at(101));
    let gone = Edit::DeleteCycle {
        cycle: cycle("next"),
    };
    edit(&mut copy, gone, &at(102));
    edit(&mut copy, snapshot("s", "2026 H2"), &at(103));
    let restarted = start_cycle("next", "Next", ("unused", ""));
    edit(&mut copy, restarted, &at(104));
    assert_eq!(copy.current_cycle().unwrap().0, &cycle("next"));
}

/// What is removed says nothing any more, in the file neither.
#[test]
fn what_is_removed_leaves_only_a_date() {
    let mut copy = start();
    for (millis, gone) in (100..).zip([
        Edit::DeleteGroup { group: group("g") },
        Edit::RemoveEvidence { id: piece("e") },
        Edit::DeleteCycle {
            cycle: cycle("before"),
        },
        target(aim(None, None), None, Some("2026-06-30")),
        plan("x", &["a"], None),
    ]) {
        edit(&mut copy, gone, &at(millis));
    }
    let file = dsomm_radar::exchange::assessment_file::write(&copy);
    for line in [
        r#""g": { "deleted": true, "changed": { "at": "2026-01-01T00:00:00.100Z", "by": "kim" } }"#,
        r#""e": { "deleted": true, "changed": { "at": "2026-01-01T00:00:00.101Z", "by": "kim" } }"#,
        r#""*": { "changed": { "at": "2026-01-01T00:00:00.103Z", "by": "kim" } }"#,
        r#""a": { "changed": { "at": "2026-01-01T00:00:00.104Z", "by": "kim" } }"#,
    ] {
        assert!(file.contains(line), "{line}\n{file}");
    }
    assert!(!file.contains("Web") && !file.contains("Pipeline") && !file.contains("Before"));
    assert!(copy.cycles[&cycle("before")].answers.is_empty());
    assert_eq!(
        dsomm_radar::exchange::assessment_file::read(&file).unwrap(),
        copy
    );
}

#[test]
fn an_owner_that_is_typed_is_one_step() {
    let mut copy = start();
    let mut history = History::default();
    for (millis, text) in (100..).zip(["b", "bo", "bob"]) {
        let change = copy.edit(owner("x", "a", text), &at(millis));
        history.push_typed(change.unwrap().unwrap());
    }
    let other = copy.edit(owner("x", "b", "al"), &at(110));
    history.push_typed(other.unwrap().unwrap());
    let day = copy.edit(due("x", "b", Some("2026-02-01")), &at(111));
    history.push_typed(day.unwrap().unwrap());
    let mut owners = Vec::new();
    while history.go(Step::Undo, &mut copy, &at(120)).is_some() {
        let of = |id| {
            copy.answer(&team("x"), id)
                .map(|answer| answer.owner.clone())
        };
        owners.push((of("a").unwrap(), of("b").unwrap()));
    }
    let owners: Vec<_> = owners
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(owners, [("bob", "al"), ("bob", ""), ("", "")]);
}

/// Stage and note stay as they are; the answer counts as looked at today.
#[test]
fn confirming_dates_the_answers_that_count() {
    let mut copy = start();
    apply(&mut copy, answer("x", "b", Choice::NotSure), &at(90));
    apply(&mut copy, note("x", "c", "only a note"), &at(91));
    let before = copy.clone();
    let later = Context {
        today: day("2026-07-01"),
        ..at(100)
    };
    let change = copy.edit(confirm("x", &["a", "b", "c", "d"]), &later);
    assert_eq!(change.unwrap().unwrap().label, "Confirm 2 answers");
    for id in ["a", "b"] {
        let (was, is) = [&before, &copy]
            .map(|copy| copy.answer(&team("x"), id).unwrap())
            .into();
        let expected = Answer {
            confirmed: Some(day("2026-07-01")),
            changed: is.changed.clone(),
            ..was.clone()
        };
        assert_eq!(is, &expected);
        assert!(is.changed > was.changed);
    }
    assert_eq!(copy.answers[&team("x")].len(), 3);
    assert_eq!(copy.answer(&team("x"), "c"), before.answer(&team("x"), "c"));
    let one = copy.edit(confirm("y", &["b"]), &later).unwrap().unwrap();
    assert_eq!(one.label, "Confirm answer");
}

/// What is said before it is done is what is done.
#[test]
fn leaving_out_says_how_many_answers_it_changes() {
    let mut now = start();
    apply(&mut now, answer("x", "b", Choice::NotSure), &at(90));
    // Begun, but without a reason it is no answer yet.
    let unexplained = Choice::NotApplicable(" ".to_owned());
    apply(&mut now, answer("z", "b", unexplained), &at(91));
    for (of, reason, also_answered, changed, kept) in [
        (&["x", "y", "z"][..], "r", false, 9, 3),
        (&["x", "y", "z"], "r", true, 12, 0),
        (&["x", "y", "z"], " none here", true, 11, 1),
        (&["z"], "", false, 4, 0),
        (&[], "r", true, 0, 0),
    ] {
        let Edit::LeaveOut(wanted) =
            leave_out(of, &["a", "b", "c", "d", "a"], reason, also_answered)
        else {
            unreachable!()
        };
        let said = wanted.count(&now);
        assert_eq!(said, LeftOut { changed, kept }, "{wanted:?}");
        let before = now.clone();
        let mut after = now.clone();
        if let Ok(Some(change)) = after.edit(Edit::LeaveOut(wanted.clone()), &at(100)) {
            assert!(
                change.label.contains(&format!(": {changed} ")),
                "{}",
                change.label
            );
            let differing = after.answers.iter().flat_map(|(team, answers)| {
                let old = before.answers.get(team);
                let is_new = move |(id, answer): &(&ActivityId, &Answer)| {
                    old.and_then(|old| old.get(*id)) != Some(*answer)
                };
                answers.iter().filter(is_new)
            });
            assert_eq!(differing.count(), changed, "{wanted:?}");
        }
    }
}

/// A form knows nothing of fields that a later version wrote.
#[test]
fn editing_evidence_keeps_what_is_not_known() {
    let mut copy = start();
    let known = copy.evidence.get_mut(&piece("e")).unwrap();
    known.kept.insert("x_colour".to_owned(), "red".into());
    let link = |url: &str| Link {
        kind: "link".to_owned(),
        url: url.to_owned(),
        kept: UnknownFields::new(),
    };
    let mut old = link("https://example.org/1");
    old.kept.insert("x_size".to_owned(), 1.into());
    known.links = vec![old.clone()];
    let new = Box::new(Evidence {
        links: vec![link("https://example.org/2"), link("https://example.org/1")],
        ..*evidence("a", "x", "Other")
    });
    edit(&mut copy, put("e", new), &at(100));
    let found = &copy.evidence[&piece("e")];
    assert_eq!(found.kept["x_colour"], "red");
    assert_eq!(found.links, [link("https://example.org/2"), old]);
    // Links without an address are rows of the form that nobody filled in.
    let empty_row = Box::new(Evidence {
        links: vec![link(" ")],
        ..*evidence("a", "x", "Other")
    });
    edit(&mut copy, put("e", empty_row), &at(101));
    assert!(copy.evidence[&piece("e")].links.is_empty());
}

#[test]
fn evidence_targets_and_plan_of_a_deleted_team_wait_for_its_return() {
    let mut copy = start();
    let delete = Command::DeleteTeam { team: team("x") };
    let before = (
        copy.evidence.clone(),
        copy.targets.clone(),
        copy.plan.clone(),
    );
    let change = copy.apply(delete, &at(100)).unwrap().unwrap();
    assert_eq!(
        (
            copy.evidence.clone(),
            copy.targets.clone(),
            copy.plan.clone()
        ),
        before
    );
    copy.revert(change, &at(101));
    assert_eq!(visible(&copy), visible(&start()));
}

#[test]
fn a_team_that_is_added_twice_is_refused_or_comes_back_empty() {
    let mut copy = start();
    let again = |name: &str| Command::AddTeam {
        id: team("x"),
        name: name.to_owned(),
    };
    let refused = copy.apply(again("other"), &at(100)).unwrap_err();
    assert_eq!(refused.to_string(), "This team was added already.");
    apply(&mut copy, Command::DeleteTeam { team: team("x") }, &at(101));
    apply(&mut copy, again("x"), &at(50));
    let merged = dsomm_radar::assessment::merge(&copy, &start());
    assert_eq!(merged.answers.get(&team("x")), None);
    assert!(!merged.teams[&team("x")].deleted);
}

#[test]
fn a_snapshot_holds_what_counts_and_nothing_else() {
    let mut copy = start();
    apply(&mut copy, answer("z", "a", Choice::NotSure), &at(90));
    apply(
        &mut copy,
        answer("z", "b", Choice::NotApplicable(" ".to_owned())),
        &at(91),
    );
    apply(&mut copy, note("z", "c", "only a note"), &at(92));
    let mut theirs = copy.clone();
    apply(
        &mut theirs,
        answer("y", "late", stage("fully")),
        &by("bo", 95),
    );
    apply(&mut copy, Command::DeleteTeam { team: team("y") }, &at(93));
    // An answer to a team that was deleted meanwhile.
    let mut copy = dsomm_radar::assessment::merge(&copy, &theirs);
    assert!(copy.answers.contains_key(&team("y")));
    edit(&mut copy, snapshot("s", "Audit"), &at(100));
    let confirmed = Some(day("2026-01-01"));
    let expected = Map::from([
        (
            team("x"),
            Map::from([(
                activity("a"),
                Answer {
                    stage: Some(StageId::new("partly")),
                    confirmed,
                    ..Answer::default()
                },
            )]),
        ),
        (
            team("z"),
            Map::from([(
                activity("a"),
                Answer {
                    not_sure: true,
                    confirmed,
                    ..Answer::default()
                },
            )]),
        ),
    ]);
    let expected: Snapshot = expected
        .into_iter()
        .map(|(team, answers)| (team, Answers::new(answers)))
        .collect();
    let taken = &copy.cycles[&cycle("s")];
    assert_eq!(taken.answers, expected);
    assert_eq!((taken.opened, taken.closed), (None, confirmed));
    // What is answered afterwards does not change it.
    apply(&mut copy, answer("x", "a", stage("fully")), &at(101));
    assert_eq!(copy.cycles[&cycle("s")].answers, expected);
    let then = copy.as_of(&cycle("s")).unwrap();
    assert_eq!(then.answers, *expected);
    assert!(then.cycles.is_empty() && then.evidence.is_empty() && then.plan.is_empty());
    assert_eq!((&then.teams, &then.stages), (&copy.teams, &copy.stages));
    assert_eq!((&then.targets, &then.id), (&copy.targets, &copy.id));
    // With one team it is the same assessment, without those that its numbers do not need.
    for (id, team) in &copy.teams {
        let alone = copy.as_of_team(&cycle("s"), id).unwrap();
        let line = [Some(id), team.inherits.as_ref()];
        let needed = |id: &dsomm_radar::assessment::TeamId| line.contains(&Some(id));
        assert!(alone.teams.keys().all(needed) && alone.answers.keys().all(needed));
        for id in line.into_iter().flatten() {
            assert_eq!(alone.teams.get(id), copy.teams.get(id));
            assert_eq!(alone.answers.get(id), expected.get(id));
        }
    }
    assert!(copy.as_of_team(&cycle("now"), &team("x")).is_none());
    for without in ["now", "next", "gone"] {
        assert!(copy.as_of(&cycle(without)).is_none(), "{without}");
    }
    let gone = Edit::DeleteCycle { cycle: cycle("s") };
    edit(&mut copy, gone, &at(102));
    assert!(copy.as_of(&cycle("s")).is_none());
}

#[test]
fn cycles_follow_one_another() {
    let mut copy = assessment(&["x"]);
    apply(&mut copy, answer("x", "a", stage("started")), &at(10));
    assert_eq!(copy.current_cycle(), None);
    let on = |date: &str, millis| Context {
        today: day(date),
        ..at(millis)
    };
    let first = start_cycle("c1", "2026 H1", ("c0", "Before"));
    edit(&mut copy, first, &on("2026-01-02", 20));
    apply(&mut copy, answer("x", "a", stage("fully")), &at(30));
    let second = start_cycle("c2", "2026 H2", ("unused", "Unused"));
    edit(&mut copy, second, &on("2026-07-01", 40));
    let shown: Vec<_> = copy
        .cycles
        .iter()
        .map(|(id, cycle)| {
            let Cycle { opened, closed, .. } = cycle;
            let then = cycle.answers.get(&team("x")).map(|answers| &answers["a"]);
            let stage = then.and_then(|answer| answer.stage.clone());
            let stage = stage.map(|stage| stage.to_string());
            (
                id.as_str(),
                opened.map(|day| day.to_string()),
                closed.map(|day| day.to_string()),
                stage,
            )
        })
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        shown,
        [
            ("c0", None, some("2026-01-02"), some("started")),
            ("c1", some("2026-01-02"), some("2026-07-01"), some("fully")),
            ("c2", some("2026-07-01"), None, None),
        ]
    );
    let (id, current) = copy.current_cycle().unwrap();
    assert_eq!((id, current.opened_at), (&cycle("c2"), Some(START + 40)));
}

#[test]
fn the_first_cycle_needs_ids_and_names_of_its_own() {
    for (edit, expected) in [
        (
            start_cycle("c", "n", ("c", "Before")),
            "The snapshot and the new cycle need an id each.",
        ),
        (
            start_cycle("c", "n", ("f", " n ")),
            "The name “n” is taken. Choose another one.",
        ),
        (
            start_cycle("c", "n", ("f", "")),
            "A name is needed. Type at least one letter.",
        ),
        (
            start_cycle("c", "", ("f", "Before")),
            "A name is needed. Type at least one letter.",
        ),
        (
            start_cycle("c", "n", ("planned", "Before")),
            "This cycle was added already.",
        ),
    ] {
        let mut copy = assessment(&["x"]);
        crate::support::edit(&mut copy, add_cycle("planned", "Planned"), &at(10));
        let before = copy.clone();
        assert_eq!(copy.edit(edit, &at(20)).unwrap_err().to_string(), expected);
        assert_eq!(copy, before);
    }
}

#[test]
fn cycles_are_named_after_their_begin() {
    for (date, months, expected) in [
        ("2026-11-24", 12, "2026"),
        ("2026-11-24", 120, "2026"),
        ("2026-06-30", 6, "2026 H1"),
        ("2026-07-01", 6, "2026 H2"),
        ("2026-03-31", 3, "2026 Q1"),
        ("2026-04-01", 3, "2026 Q2"),
        ("2026-12-31", 3, "2026 Q4"),
        ("2026-01-01", 1, "2026-01"),
        ("2026-11-24", 4, "2026-11"),
        ("2026-11-24", 9, "2026-11"),
    ] {
        assert_eq!(cycle_name(day(date), months), expected, "{date} {months}");
    }
}

#[test]
fn answers_from_before_the_cycle_are_carried_over_until_they_are_confirmed() {
    let mut copy = assessment(&["x"]);
    let opened = Context {
        today: day("2026-07-01"),
        ..at(100)
    };
    let plain = Answer {
        stage: Some(StageId::new("fully")),
        ..Answer::default()
    };
    assert!(!copy.is_carried_over(&plain), "no cycle is under way");
    let begin = start_cycle("c", "2026 H2", ("b", "Before"));
    edit(&mut copy, begin, &opened);
    for (confirmed, changed, expected) in [
        (None, 200, true),
        (Some("2026-06-30"), 200, true),
        (Some("2026-07-01"), 99, true),
        (Some("2026-07-01"), 100, true),
        (Some("2026-07-01"), 101, false),
        (Some("2026-07-02"), 50, false),
    ] {
        let mut answer = Answer {
            confirmed: confirmed.map(day),
            ..plain.clone()
        };
        answer.changed.at = START + changed;
        assert_eq!(
            copy.is_carried_over(&answer),
            expected,
            "{confirmed:?} {changed}"
        );
        answer.stage = None;
        assert!(!copy.is_carried_over(&answer), "nothing is said");
        answer.not_sure = true;
        assert_eq!(copy.is_carried_over(&answer), expected);
    }
    // Confirming on the first day is enough, also for what was answered that morning.
    apply(
        &mut copy,
        answer("x", "a", stage("fully")),
        &Context {
            now: START + 90,
            ..opened.clone()
        },
    );
    let of = |copy: &Assessment| copy.is_carried_over(copy.answer(&team("x"), "a").unwrap());
    assert!(of(&copy));
    let noon = Context {
        now: START + 150,
        ..opened
    };
    edit(&mut copy, confirm("x", &["a"]), &noon);
    assert!(!of(&copy));
}

/// Its answers stay as they were given and count as what took its place.
#[test]
fn a_removed_stage_lives_on_in_its_answers() {
    let mut copy = start();
    let stages = with_stage(&copy, "half", 0.4);
    edit(&mut copy, Edit::SetStages { stages }, &at(100));
    apply(&mut copy, answer("z", "a", stage("half")), &at(101));
    edit(&mut copy, remove_stage("half", "partly"), &at(102));
    edit(&mut copy, remove_stage("partly", "started"), &at(103));
    let given = copy.answer(&team("z"), "a").unwrap().clone();
    assert_eq!(given.answered(), Answered::Stage(&StageId::new("half")));
    let counts = copy.counts_as(&StageId::new("half")).unwrap();
    assert_eq!(counts.id, StageId::new("started"));
    let refused = copy.apply(answer("z", "a", stage("half")), &at(104));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "This assessment has no stage “half”. Choose another one."
    );
    // Raising dates only what can be chosen.
    apply(&mut copy, answer("z", "b", stage("fully")), &at(105));
    let reached: Vec<&str> = copy
        .answer(&team("z"), "b")
        .unwrap()
        .reached
        .keys()
        .map(StageId::as_str)
        .collect();
    assert_eq!(reached, ["fully", "started"]);
    // It can be brought back.
    let mut stages = copy.stages.clone();
    stages.iter_mut().for_each(|stage| stage.replaced_by = None);
    edit(&mut copy, Edit::SetStages { stages }, &at(106));
    apply(&mut copy, answer("z", "a", stage("half")), &at(107));
}

/// A colleague has answered with the new stage meanwhile: taking its addition back must not make
/// that answer meaningless.
#[test]
fn a_stage_whose_addition_is_taken_back_counts_as_the_next_lower_one() {
    let mut mine = start();
    let stages = with_stage(&mine, "half", 0.4);
    let change = mine
        .edit(Edit::SetStages { stages }, &at(100))
        .unwrap()
        .unwrap();
    let mut theirs = mine.clone();
    apply(&mut theirs, answer("z", "a", stage("half")), &by("bo", 101));
    let mut mine = dsomm_radar::assessment::merge(&mine, &theirs);
    let change = mine.revert(change, &at(102));
    assert_eq!(mine.living_stages().count(), 4);
    let id = StageId::new("half");
    assert_eq!(mine.counts_as(&id).unwrap().id, StageId::new("started"));
    // The copy of the colleague does not bring it back; redo does.
    let mut mine = dsomm_radar::assessment::merge(&mine, &theirs);
    assert_eq!(mine.living_stages().count(), 4);
    mine.revert(change, &at(103));
    assert_eq!(mine.counts_as(&id).unwrap().id, id);
}

/// Title and settings are two registers: a new title does not bring old stages back.
#[test]
fn a_title_and_the_settings_go_their_own_ways() {
    let (mut kim, mut bo) = (start(), start());
    edit(&mut kim, remove_stage("partly", "started"), &by("kim", 100));
    let title = "Ours".to_owned();
    apply(&mut bo, Command::Retitle { title }, &by("bo", 101));
    for merged in [
        dsomm_radar::assessment::merge(&kim, &bo),
        dsomm_radar::assessment::merge(&bo, &kim),
    ] {
        assert_eq!(merged.title, "Ours");
        assert_eq!(merged.living_stages().count(), 3);
    }
}

/// Each part of a batch sees what the ones before it did, and all of it is put back at once.
#[test]
fn a_batch_may_hold_batches_and_imports() {
    let mut copy = start();
    let mut other = assessment(&["w"]);
    other.id = "another".to_owned();
    let import = Command::Replace {
        how: Default::default(),
        with: Box::new(other),
        label: "Import".to_owned(),
    };
    let inner = batch(vec![
        add_group("h", "h").into(),
        set_groups("x", &["h"]).into(),
    ]);
    let outer = batch(vec![inner.clone().into(), rename_group("h", "i").into()]);
    edit(&mut copy, outer, &at(100));
    assert!(visible(&copy).contains(&"group h “i” 2".to_owned()));
    assert!(visible(&copy).contains(&"groups of x h".to_owned()));
    let before = copy.clone();
    let change = copy
        .edit(batch(vec![import, retitle("New")]), &at(101))
        .unwrap()
        .unwrap();
    assert_eq!((copy.id.as_str(), copy.title.as_str()), ("another", "New"));
    assert!(change.touched().all);
    copy.revert(change, &at(102));
    assert_eq!(copy, before);
}

fn retitle(title: &str) -> Command {
    Command::Retitle {
        title: title.to_owned(),
    }
}
