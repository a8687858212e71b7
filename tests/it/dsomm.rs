//! DSOMM's own files in and out.

use dsomm_radar::assessment::carry::{Alias, read_aliases};
use dsomm_radar::assessment::{
    Answered, Assessment, Command, Edit, Evidence, EvidenceId, GroupId, Link, TeamId, merge,
};
use dsomm_radar::exchange::dsomm::{
    Misread, Taken, Written, misread, read, take, write, written_day,
};
use dsomm_radar::exchange::kind::{Door, Kind, recognise};
use dsomm_radar::model::{ActivityId, Model};
use dsomm_radar::scoring;
use proptest::prelude::*;

use crate::support::{
    Deed, activity, answer, any_deed, apply, assessment, at, cases, day, edit, lived, model, note,
    stage, team, visible,
};

const PROGRESS: &str = include_str!("../fixtures/odd/team-progress.yaml");
const ALIASES: &str = include_str!("../../model/aliases.yaml");

/// The activities that people answer in `support`.
fn our_model() -> Model {
    let named = |id: &str, name: &str| dsomm_radar::model::Activity {
        name: name.to_owned(),
        ..activity(id, 1)
    };
    let all = [
        activity("a", 1),
        activity("b", 1),
        activity("c/ü", 2),
        named(
            "f6f7737f-25a9-4317-8de2-09bf59f29b5b",
            "Defined build process",
        ),
        named(
            "44f2c8a9-4aaa-4c72-942d-63f78b89f385",
            "Defects # of: severity 'high'",
        ),
    ];
    model(&[("D", &[("S", &all)])])
}

fn aliases() -> Vec<Alias> {
    read_aliases(ALIASES).unwrap()
}

/// Reads a file as the dialog does.
fn taken(text: &str, mine: &Assessment) -> Taken {
    let kind = recognise("x", text);
    assert!(kind.fits(Door::Import), "{kind:?} {text}");
    let found = read("x", kind, text).unwrap_or_else(|problem| panic!("{problem}\n{text}"));
    take(found, mine, &our_model(), &aliases())
}

fn merged(text: &str, mine: &Assessment) -> Assessment {
    let Taken { theirs, .. } = taken(text, mine);
    let merged = merge(mine, &theirs);
    // Twice is once, and the other way round is the same.
    assert_eq!(merge(&merged, &theirs), merged);
    assert_eq!(merge(&theirs, mine), merged);
    let again = taken(text, &merged).theirs;
    assert_eq!(merge(&merged, &again), merged, "{text}");
    merged
}

fn remarks(text: &str, mine: &Assessment) -> String {
    taken(text, mine).remarks.join("\n")
}

/// Name of the team → activity → stage with its days.
fn said(assessment: &Assessment) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, team) in assessment.living_teams() {
        for (activity, answer) in assessment.answers.get(id).into_iter().flatten() {
            let days: Vec<String> = answer
                .reached
                .iter()
                .map(|(stage, day)| format!("{stage} {day}"))
                .collect();
            lines.push(format!(
                "{} {activity} {:?} {}",
                team.name,
                answer
                    .stage
                    .as_ref()
                    .map(|stage| stage.as_str())
                    .unwrap_or_default(),
                days.join(", ")
            ));
        }
    }
    lines
}

fn dsomm(assessment: &Assessment) -> Written {
    write(assessment, &our_model(), day("2026-05-05"))
}

#[test]
fn team_progress_becomes_answers() {
    let mine = assessment(&["Team A"]);
    let all = merged(PROGRESS, &mine);
    assert_eq!(
        said(&all),
        ["Team A f6f7737f-25a9-4317-8de2-09bf59f29b5b \"started\" started 2026-01-31"]
    );
    assert_eq!(remarks(PROGRESS, &mine), "");
    let text = "progress:\n  a:\n    New:\n      Partly implemented: '2026-02-01'\n      Started: 2026-01-02T00:00:00.000Z\n      fully implemented: 2026-03-01T10:00:00+02:00\n";
    assert_eq!(
        said(&merged(text, &mine)),
        ["New a \"fully\" fully 2026-03-01, partly 2026-02-01, started 2026-01-02"]
    );
    let json = r#"{"progress": {"a": {"New": {"Started": "2026-01-02"}}}}"#;
    assert_eq!(
        said(&merged(json, &mine)),
        ["New a \"started\" started 2026-01-02"]
    );
}

#[test]
fn what_was_said_here_later_counts() {
    let mut mine = assessment(&["Team A"]);
    apply(
        &mut mine,
        answer("Team A", "a", stage("fully")),
        &at(86_400_000 * 40),
    );
    let text = |day: &str| format!("progress:\n  a:\n    Team A:\n      Started: {day}\n");
    assert!(said(&merged(&text("2026-01-02"), &mine))[0].contains("\"fully\""));
    assert!(said(&merged(&text("2026-12-02"), &mine))[0].contains("\"started\""));
}

#[test]
fn odd_progress_is_told_and_the_rest_is_taken() {
    let mine = assessment(&["Team A"]);
    for (text, remark) in [
        (
            "progress:\n  a:\n    Team A:\n      Started: 2026-01-02\n  gone:\n    Team A:\n      Started: 2026-01-02\n",
            "Kept in the file without counting, because the model has no such activity: gone.",
        ),
        (
            "progress:\n  a:\n    Team A:\n      Started: 2026-01-02\n      Dreamt of: 2026-01-03\n",
            "nobody has defined such a stage; add it in Settings, or import the meta.yaml that does: “Dreamt of”.",
        ),
        (
            "progress:\n  a:\n    Team A:\n      Started: 2026-01-02\n      Partly implemented: null\n      Fully implemented:\n",
            "A stage without a day is not reached, and was left out: a, Team A, Partly implemented; a, Team A, Fully implemented.",
        ),
        (
            "progress:\n  a:\n    Team A:\n      Started: soon\n",
            "A stage counts, but its day cannot be read: a, Team A, Started says “soon”.",
        ),
        (
            "progress:\n  undefined:\n    Team A:\n      Started: 2026-01-02\n  a:\n    undefined:\n      Started: 2026-01-02\n    Team A:\n      Started: 2026-01-02\n",
            "Left out: an activity that DSOMM’s app called so by mistake: “undefined”.\nLeft out: a team that DSOMM’s app called so by mistake: “undefined”.",
        ),
        (
            "progress:\n  a:\n    Team A:\n      Started: 2026-01-02\n    B: [x]\n  b: 3\n",
            "Left out, because no stages stand under it: a, B.\nLeft out, because no teams stand under it: b.",
        ),
    ] {
        let found = remarks(text, &mine);
        assert!(found.contains(remark), "{text}\n{found}");
        let said = said(&merged(text, &mine));
        assert!(
            said.iter()
                .any(|line| line.contains("Team A a \"started\"")),
            "{said:?}"
        );
    }
    for (text, problem) in [
        (
            "progress:\n",
            "There is nothing in it that could be taken over.",
        ),
        (
            "progress: null\n",
            "There is nothing in it that could be taken over.",
        ),
        (
            "progress:\n  a: null\n  b:\n",
            "There is nothing in it that could be taken over.",
        ),
        (
            "progress:\n  - a\n",
            "There is nothing in it that could be taken over. Under “progress”, activities with their teams have to stand.",
        ),
    ] {
        assert_eq!(read("x", Kind::Progress, text).unwrap_err(), problem);
    }
    // Cut off, or no YAML.
    let broken = read("x.yaml", Kind::Progress, "progress:\n  a: {b: [\n").unwrap_err();
    assert!(broken.contains("x.yaml"), "{broken}");
}

#[test]
fn a_stage_that_nobody_has_defined_is_kept_until_somebody_does() {
    let mine = assessment(&["Team A"]);
    let text = "progress:\n  a:\n    Team A:\n      Dreamt of: 2026-01-03\n";
    let kept = merged(text, &mine);
    assert_eq!(said(&kept), ["Team A a \"Dreamt of\" Dreamt of 2026-01-03"]);
    assert_eq!(kept.answered_count(), 1);
    assert!(
        dsomm(&kept)
            .progress
            .contains("      'Dreamt of': 2026-01-03\n")
    );
    let meta = "progressDefinition:\n  Dreamt of: {score: 10%, definition: A dream.}\n  Started: 30%\n  Odd: x\n";
    let defined = merged(meta, &kept);
    let stages: Vec<String> = defined
        .living_stages()
        .map(|stage| format!("{} {}", stage.title, stage.score))
        .collect();
    assert_eq!(
        stages,
        [
            "Not implemented 0",
            "Dreamt of 0.1",
            "Started 0.2",
            "Partly implemented 0.5",
            "Fully implemented 1"
        ]
    );
    let found = remarks(meta, &kept);
    assert!(
        found.contains("A stage is added: “Dreamt of” with a score of 0.1."),
        "{found}"
    );
    assert!(
        found.contains("“Started” has 0.3 there and 0.2 here"),
        "{found}"
    );
    assert!(
        found.contains("no share such as 20% or 0.2: stage “Odd”"),
        "{found}"
    );
}

#[test]
fn activities_are_found_by_what_ids_and_names_meant() {
    let mine = assessment(&["Team A"]);
    for (id, wanted) in [
        ("F", None),
        (
            "Defined build process",
            Some("f6f7737f-25a9-4317-8de2-09bf59f29b5b"),
        ),
        (
            "Treatment of defects with severity high or higher",
            Some("44f2c8a9-4aaa-4c72-942d-63f78b89f385"),
        ),
    ] {
        let text = format!("progress:\n  '{id}':\n    Team A:\n      Started: 2026-01-02\n");
        let said = said(&merged(&text, &mine));
        assert!(said[0].contains(wanted.unwrap_or(id)), "{said:?}");
    }
}

#[test]
fn names_that_went_through_dsomm_s_app_are_told() {
    let text = |team: &str| format!("progress:\n  a:\n    {team}:\n      Started: 2026-01-02\n");
    let mine = assessment(&["No", "12:30", "2026-01-02", "Team"]);
    for (written, name) in [
        ("false", "No"),
        ("750", "12:30"),
        (
            "Fri Jan 02 2026 01:00:00 GMT+0100 (Central European Standard Time)",
            "2026-01-02",
        ),
        (
            "Thu Jan 01 2026 19:00:00 GMT-0500 (Eastern Standard Time)",
            "2026-01-02",
        ),
    ] {
        let all = merged(&text(written), &mine);
        assert!(
            said(&all)[0].starts_with(&format!("{name} a ")),
            "{written}"
        );
        assert_eq!(all.living_teams().len(), 4);
        let found = remarks(&text(written), &mine);
        assert!(
            found.contains(&format!("“{written}” for “{name}”")),
            "{found}"
        );
    }
    let other = assessment(&["Team"]);
    for (written, name, remark) in [
        ("false", "false", "“false” was perhaps No, n or off"),
        ("true", "true", "“true” was perhaps Yes, y or on"),
        ("750", "750", "“750” was perhaps something like 12:30"),
        (
            "Fri Jan 02 2026 00:00:00 GMT+0000 (Coordinated Universal Time)",
            "2026-01-02",
            "was put back: “Fri Jan 02 2026 00:00:00 GMT+0000 (Coordinated Universal Time)” is “2026-01-02”.",
        ),
    ] {
        assert!(said(&merged(&text(written), &other))[0].starts_with(&format!("{name} a ")));
        let found = remarks(&text(written), &other);
        assert!(found.contains(remark), "{found}");
    }
    // The same name here is that team.
    let same = assessment(&["false", "No"]);
    assert_eq!(remarks(&text("false"), &same), "");
    // Quoted or not, a YAML of today keeps these.
    for name in [
        "No",
        "'No'",
        "12:30",
        "017",
        "1_000",
        "2026-01-02",
        "'<<'",
        "1e3",
        "~",
    ] {
        let all = merged(&text(name), &other);
        assert!(
            said(&all)[0].starts_with(name.trim_matches('\'')),
            "{name} {:?}",
            said(&all)
        );
    }
}

/// That app writes names in quotes, but an apostrophe in one ends them.
#[test]
fn apostrophes_that_dsomm_s_app_wrote_are_put_right() {
    let text = "progress:\n  a:  # it's a: name\n    'Bob's ''x':\n      'Started': 2026-01-02\n      'It's here': 2026-01-03\n";
    let mine = assessment(&["Bob's ''x"]);
    let all = merged(text, &mine);
    assert_eq!(
        said(&all),
        ["Bob's ''x a \"started\" It's here 2026-01-03, started 2026-01-02"]
    );
    assert!(remarks(text, &mine).contains("put right: Bob's ''x; It's here."));
    let good = "progress:\n  a:\n    'Bob''s':\n      'Started': 2026-01-02\n";
    assert_eq!(remarks(good, &assessment(&["Bob's"])), "");
    // What is broken elsewhere is told as it stands.
    let broken = format!("{text}  b: [\n");
    let said = read("x.yaml", Kind::Progress, &broken).unwrap_err();
    assert!(said.contains("x.yaml"), "{said}");
}

#[test]
fn a_team_that_was_read_before_is_known_again() {
    let text = "progress:\n  a:\n    New:\n      Started: 2026-01-02\n";
    let mut mine = merged(text, &assessment(&["Team"]));
    let (id, _) = mine
        .living_teams()
        .into_iter()
        .find(|(_, team)| team.name == "New")
        .unwrap();
    let id = id.clone();
    let rename = Command::RenameTeam {
        team: id.clone(),
        name: "Renamed".to_owned(),
    };
    apply(&mut mine, rename, &at(9));
    assert_eq!(merged(text, &mine).living_teams().len(), 2);
    assert!(remarks(text, &mine).contains("by now: “New” is “Renamed” here."));
    // Deleted here, it is a new one: what was deleted stays deleted.
    apply(&mut mine, Command::DeleteTeam { team: id }, &at(10));
    let again = merged(text, &mine);
    let names: Vec<&str> = again
        .living_teams()
        .iter()
        .map(|(_, team)| team.name.as_str())
        .collect();
    assert_eq!(names, ["Team", "New"]);
}

#[test]
fn what_yaml_1_1_makes_of_names() {
    let text = |text: &str| Some(Misread::Text(text.to_owned()));
    for (name, wanted) in [
        ("No", text("false")),
        ("y", text("true")),
        ("on", text("true")),
        ("OFF", text("false")),
        ("12:30", text("750")),
        ("1:02:03", text("3723")),
        ("017", text("15")),
        ("1_000", text("1000")),
        ("0x1F", text("31")),
        ("0b11", text("3")),
        ("+5", text("5")),
        ("-0b1", text("-1")),
        ("~", text("null")),
        ("<<", Some(Misread::Nothing)),
        ("2026-01-02", Some(Misread::Day(day("2026-01-02")))),
        ("12", None),
        ("-7", None),
        ("null", None),
        ("nobody", None),
        ("12:99", None),
        ("089", None),
        ("2026-13-02", None),
        ("a:30", None),
        ("99999999999999999999", None),
        ("_", None),
        ("-", None),
        ("0x", None),
        ("é", None),
    ] {
        assert_eq!(misread(name), wanted, "{name}");
    }
    for text in [
        "",
        "Fri",
        "Fri Jan 02 2026",
        "Fri Jan 32 2026 00:00:00 GMT+0000",
        "Fri Jan 02 2026 00:00:00 GMT+é1",
    ] {
        assert_eq!(written_day(text), None);
    }
}

#[test]
fn teams_and_groups() {
    let mine = assessment(&["A"]);
    let text = "teams: ['A', B, No, 2026-01-02]\nteamGroups:\n  G: [A, C]\n  'No': []\n";
    let all = merged(text, &mine);
    let names: Vec<&str> = all
        .living_teams()
        .iter()
        .map(|(_, team)| team.name.as_str())
        .collect();
    assert_eq!(names, ["A", "B", "No", "2026-01-02", "C"]);
    let groups: Vec<&str> = all
        .groups
        .values()
        .map(|group| group.name.as_str())
        .collect();
    assert_eq!(groups, ["G", "No"]);
    assert_eq!(all.teams["A"].groups.len(), 1);
    let meta = "teams:\n  $ref: 'teams.yaml#/teams'\nteamGroups:\n  $ref: 'teams.yaml#/teamGroups'\nprogressDefinition:\n  Started: {score: 0.2}\n";
    let found = remarks(meta, &mine);
    assert!(
        found.contains("“teams” is in teams.yaml#/teams; “teamGroups” is in"),
        "{found}"
    );
}

#[test]
fn evidence_comes_with_its_links() {
    let mine = assessment(&["A"]);
    let text = "evidence:\n  a:\n    - id: e1\n      teams: [A, B]\n      title: Pipeline\n      description: |-\n        two\n        lines\n      evidenceRecorded: 2026-01-02\n      reviewer: kim\n      later: {x: 1}\n      attachment:\n        - type: document\n          externalLink: https://example.org/\n        - https://example.org/2\n    - title: no id\n      teams: []\n    - 7\n  b:\n    - id: e1\n      teams: A\n      title: again\n      evidenceRecorded: whenever\n";
    let all = merged(text, &mine);
    let lines = visible(&all).join("\n");
    assert!(
        lines.contains("“Pipeline” “two\nlines” Some(2026-01-02) None “kim”"),
        "{lines}"
    );
    assert_eq!(all.evidence.len(), 3);
    let piece = &all.evidence["e1"];
    assert_eq!(piece.links[0].kind, "document");
    assert_eq!(piece.links[1].url, "https://example.org/2");
    assert_eq!(piece.kept.len(), 1);
    let found = remarks(text, &mine);
    for remark in [
        "Evidence that stands for no team proves nothing: a, 2.",
        "Left out, because it is no piece of evidence: a, 3.",
        "Two pieces of evidence have one id; both are taken: e1.",
        "A day cannot be read, so the evidence has none: b, 1 says “whenever”.",
    ] {
        assert!(found.contains(remark), "{found}");
    }
}

#[test]
fn answers_of_dsomm_3() {
    let mine = assessment(&["Only"]);
    let model = "meta: {version: 3.28.0}\nD:\n  S:\n    Defined build process:\n      uuid: gone\n      level: 1\n      isImplemented: true\n      evidence: seen\n    a:\n      uuid: a\n      level: 1\n      isImplemented: false\n";
    let all = merged(model, &mine);
    assert_eq!(
        said(&all),
        ["Only f6f7737f-25a9-4317-8de2-09bf59f29b5b \"fully\" "]
    );
    assert_eq!(all.evidence.len(), 1);
    assert!(remarks(model, &mine).contains("is taken for: “Only”"));
    let teams = "D:\n  S:\n    A:\n      uuid: a\n      level: 1\n      teamsImplemented: {Only: true, No: true, C: false}\n      teamsEvidence: {Only: here}\n";
    let all = merged(teams, &mine);
    assert_eq!(said(&all), ["Only a \"fully\" ", "No a \"fully\" "]);
    let dataset = r#"[{"Dimension": "D", "SubDimension": "S", "Level": "1", "Activity": [{"activityName": "Defined build process", "teamsImplemented": {"Only": true, "B": false}}, {"uuid": "b", "activityName": "x", "teamsImplemented": {"B": true}}]}]"#;
    let all = merged(dataset, &mine);
    assert_eq!(
        said(&all),
        [
            "Only f6f7737f-25a9-4317-8de2-09bf59f29b5b \"fully\" ",
            "B b \"fully\" "
        ]
    );
    // Whatever has a day here counts before what has none.
    let mut later = assessment(&["Only"]);
    apply(&mut later, answer("Only", "a", stage("started")), &at(5));
    assert!(said(&merged(teams, &later))[0].contains("started"));
}

#[test]
fn the_files_are_as_dsomm_s_app_writes_them_with_every_text_in_quotes() {
    let mut mine = assessment(&["it's", "No", "<<"]);
    for millis in [20, 21] {
        let how = ["started", "fully"][usize::try_from(millis - 20).unwrap()];
        apply(
            &mut mine,
            answer("it's", "44f2c8a9-4aaa-4c72-942d-63f78b89f385", stage(how)),
            &at(millis),
        );
    }
    apply(&mut mine, answer("<<", "a", stage("partly")), &at(22));
    apply(
        &mut mine,
        answer("No", "a", stage("not-implemented")),
        &at(23),
    );
    apply(&mut mine, note("No", "a", "kept"), &at(24));
    edit(
        &mut mine,
        Edit::AddGroup {
            id: GroupId::new("g"),
            name: "on".to_owned(),
        },
        &at(25),
    );
    let groups = [GroupId::new("g")].into_iter().collect();
    edit(
        &mut mine,
        Edit::SetGroups {
            team: team("No"),
            groups,
        },
        &at(26),
    );
    let piece = Evidence {
        activity: ActivityId::new("a"),
        teams: [team("<<"), team("No")].into_iter().collect(),
        title: "yes".to_owned(),
        description: "two\nlines: \"x\"".to_owned(),
        recorded: Some(day("2026-01-02")),
        links: vec![Link {
            kind: "link".to_owned(),
            url: "https://example.org".to_owned(),
            ..Link::default()
        }],
        ..Evidence::default()
    };
    edit(
        &mut mine,
        Edit::PutEvidence {
            id: EvidenceId::new("1"),
            evidence: Box::new(piece),
        },
        &at(27),
    );
    let written = dsomm(&mine);
    assert_eq!(
        written.progress,
        "progress:\n  '44f2c8a9-4aaa-4c72-942d-63f78b89f385': # Defects # of: severity 'high'\n    'it''s':\n      'Started': 2026-01-01\n      'Partly implemented': 2026-01-01\n      'Fully implemented': 2026-01-01\n  'a': # a\n    '<<':\n      'Started': 2026-01-01\n      'Partly implemented': 2026-01-01\n"
    );
    assert_eq!(
        written.teams,
        "teams:\n  - 'it''s'\n  - 'No'\n  - '<<'\nteamGroups:\n  'on':\n    - 'No'\n"
    );
    assert_eq!(
        written.evidence,
        "evidence:\n  'a': # a\n    - id: '1'\n      teams: ['No', '<<']\n      title: 'yes'\n      description: \"two\\nlines: \\\"x\\\"\"\n      evidenceRecorded: '2026-01-02'\n      reviewer: ''\n      attachment:\n        - type: 'link'\n          externalLink: 'https://example.org'\n"
    );
    assert_eq!(
        written.left,
        [
            "1 × the lowest stage: DSOMM’s app shows the same where there is no answer.",
            "1 × a note, an owner or a due date: they stay here.",
        ]
    );
    let empty = dsomm(&assessment(&[]));
    assert_eq!(
        (
            empty.progress.as_str(),
            empty.evidence.as_str(),
            empty.teams.as_str()
        ),
        (
            "progress: {}\n",
            "evidence: {}\n",
            "teams: []\nteamGroups: {}\n"
        )
    );
    assert_eq!(empty.left, [""; 0]);
}

/// What DSOMM's app can express: per team the effective stages with their days, groups, evidence.
fn expressed(assessment: &Assessment) -> Vec<String> {
    let mut lines = Vec::new();
    let living = assessment.living_teams();
    let stages: Vec<_> = assessment.living_stages().collect();
    for (id, team) in &living {
        lines.push(format!("team {}", team.name));
        let all = assessment
            .answers
            .values()
            .flat_map(|answers| answers.keys());
        for activity in all.collect::<std::collections::BTreeSet<_>>() {
            let Some((_, answer)) = scoring::answering(assessment, id, activity.as_str()) else {
                continue;
            };
            let Answered::Stage(stage) = answer.answered() else {
                continue;
            };
            let position = |id| {
                let counts = assessment.counts_as(id)?;
                stages.iter().position(|stage| stage.id == counts.id)
            };
            let now = position(stage).unwrap_or_default();
            if now == 0 {
                continue;
            }
            let mut days: Vec<Option<_>> = vec![None; now + 1];
            for (stage, day) in &answer.reached {
                if let Some(at) = position(stage).filter(|at| (1..=now).contains(at)) {
                    days[at] = Some(
                        days[at]
                            .map_or(*day, |known: dsomm_radar::assessment::Date| known.min(*day)),
                    );
                }
            }
            days[now] = days[now].or(answer.confirmed);
            lines.push(format!("  {activity} {} {days:?}", stages[now].title));
        }
    }
    for group in assessment.groups.iter().filter(|(_, group)| !group.deleted) {
        let is_in = |id: &TeamId| assessment.teams[id].groups.contains(group.0);
        let members: Vec<&str> = living
            .iter()
            .filter(|(id, _)| is_in(id))
            .map(|(_, team)| team.name.as_str())
            .collect();
        lines.push(format!("group {} {members:?}", group.1.name));
    }
    for (id, piece) in assessment
        .evidence
        .iter()
        .filter(|(_, piece)| !piece.deleted)
    {
        let teams: Vec<&str> = living
            .iter()
            .filter(|(id, _)| piece.teams.contains(*id))
            .map(|(_, team)| team.name.as_str())
            .collect();
        if !teams.is_empty() {
            lines.push(format!(
                "evidence {id} {} {teams:?} {:?} {:?} {:?} {:?} {:?}",
                piece.activity,
                piece.title,
                piece.description,
                piece.recorded,
                piece.reviewer,
                piece.links
            ));
        }
    }
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(cases(160))]

    /// Ours into DSOMM's files and back into an empty assessment: equal in all that can be said there.
    #[test]
    fn out_and_in_is_the_same(deeds in proptest::collection::vec((any_deed(), 100..10_000i64), 0..40)) {
        let start = assessment(&["x", "y"]);
        let deeds: Vec<(Deed, i64)> = deeds;
        let mine = lived("kim", &start, &deeds);
        let names: std::collections::BTreeSet<String> =
            mine.living_teams().iter().map(|(_, team)| team.name.clone()).collect();
        let groups: Vec<&str> = mine.groups.values().filter(|group| !group.deleted).map(|group| group.name.as_str()).collect();
        let titles: Vec<&str> = mine.living_stages().map(|stage| stage.title.as_str()).collect();
        let is_unique = |all: &[&str]| all.iter().all(|one| all.iter().filter(|other| one.to_lowercase() == other.to_lowercase()).count() == 1);
        prop_assume!(names.len() == mine.living_teams().len() && is_unique(&groups) && is_unique(&titles));
        let written = dsomm(&mine);
        // The stages come from the meta.yaml of that app.
        let mut other = Assessment { stages: mine.stages.clone(), id: "other".to_owned(), ..assessment(&[]) };
        let files = [&written.teams, &written.progress, &written.evidence];
        let mut is_first = true;
        for text in files {
            let kind = recognise("x", text);
            match read("x", kind, text) {
                Ok(found) => {
                    let Taken { theirs, .. } = take(found, &other, &our_model(), &[]);
                    other = merge(&other, &theirs);
                }
                Err(problem) => prop_assert!(text.ends_with(" {}\n") || is_first, "{problem} {text}"),
            }
            is_first = false;
        }
        prop_assert_eq!(expressed(&other), expressed(&mine));
        // And once more: the same files.
        let again = dsomm(&other);
        prop_assert_eq!(again.progress, written.progress);
        prop_assert_eq!(again.evidence, written.evidence);
    }

    /// Any name of a team, group, stage or activity, and any text, comes back as it was.
    #[test]
    fn any_name_comes_back(name in any_name(), other in any_name()) {
        prop_assume!(name.trim() == name && !name.is_empty() && name != "undefined" && name != other);
        let mut mine = assessment(&[]);
        for (id, name) in [("1", &name), ("2", &format!("{other}2"))] {
            apply(&mut mine, Command::AddTeam { id: team(id), name: name.clone() }, &at(1));
        }
        prop_assume!(mine.teams[&team("1")].name == name);
        apply(&mut mine, answer("1", &name, stage("fully")), &at(2));
        let piece = Evidence {
            activity: ActivityId::new(&name),
            teams: [team("1")].into_iter().collect(),
            title: name.clone(),
            description: other.clone(),
            ..Evidence::default()
        };
        edit(&mut mine, Edit::PutEvidence { id: EvidenceId::new(&name), evidence: Box::new(piece) }, &at(3));
        let written = dsomm(&mine);
        let empty = Assessment { id: "other".to_owned(), ..assessment(&[]) };
        let read = |kind, text: &str, into: &Assessment| {
            let found = read("x", kind, text).map_err(TestCaseError::fail)?;
            Ok::<_, TestCaseError>(merge(into, &take(found, into, &our_model(), &[]).theirs))
        };
        let back = read(Kind::Teams, &written.teams, &empty)?;
        let back = read(Kind::Progress, &written.progress, &back)?;
        let back = read(Kind::Evidence, &written.evidence, &back)?;
        prop_assert_eq!(expressed(&back), expressed(&mine), "{}", written.progress);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(?s)(progress|evidence|teams|teamGroups|progressDefinition): ?[\\n {}\\[\\]:a'\"<&*!~0-9-]{0,60}", bytes in "\\PC{0,40}") {
        for kind in [Kind::Progress, Kind::Evidence, Kind::Teams, Kind::Meta, Kind::ModelWithAnswers, Kind::Dataset] {
            for text in [&text, &bytes] {
                if let Ok(found) = read("x", kind, text) {
                    take(found, &assessment(&["a"]), &our_model(), &[]);
                }
            }
        }
        misread(&bytes);
        written_day(&bytes);
    }
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "No",
            "y",
            "on",
            "12:30",
            "017",
            "1_000",
            "2026-01-02",
            "<<",
            "null",
            "~",
            "true",
            "'",
            "\"",
            "#x",
            "- a",
            "a: b",
            "{a}",
            "[b]",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "?",
            "a #b",
            "it's",
            "a\\b",
            "é🦀",
            ".5",
            "1e3",
            "0x1F",
            "--- a",
            "...",
            "Fri Jan 02 2026",
        ])
        .prop_map(str::to_owned),
        "\\PC{1,12}",
        "[ -~\\n\\t\u{85}\u{2028}\u{feff}]{1,8}",
    ]
}
