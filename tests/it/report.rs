//! The report: what is in it, and that no text becomes markup.

use dsomm_radar::assessment::{
    Aim, Assessment, Choice, Command, Edit, EvidenceId, GroupId, Link, Stage, StageId,
};
use dsomm_radar::charts::Ink;
use dsomm_radar::map::SortedSet;
use dsomm_radar::model::standards::Listed;
use dsomm_radar::model::{ActivityId, Model};
use dsomm_radar::report::{
    Block, Cell, Document, Options, Part, Section, Source, Whom, build, html, is_safe, markdown,
};
use proptest::prelude::*;

use crate::support::{
    activity, answer, apply, at, by, cases, cycle, day, edit, evidence, model, needing, note,
    stage, team,
};

/// A model and an assessment in which every text of users and of the model comes from `named`.
fn sample(named: &dyn Fn(&str) -> String) -> (Model, Assessment) {
    let call = |id: &str, level| {
        let mut one = activity(id, level);
        one.name = named(id);
        one
    };
    let names = [
        named("Build"),
        named("Deployment"),
        named("Culture"),
        named("Pipelines"),
        named("Training"),
    ];
    let [build, deployment, culture, pipelines, training] = names.each_ref().map(String::as_str);
    let model = model(&[
        (
            build,
            &[
                (
                    pipelines,
                    vec![call("a", 1), call("b", 2), needing(call("c", 3), &["b"])].as_slice(),
                ),
                (deployment, vec![call("d", 1)].as_slice()),
            ],
        ),
        (
            culture,
            &[(training, vec![call("e", 1), call("f", 2)].as_slice())],
        ),
    ]);
    let mut all = Assessment::new("assessment-1", &named(""), &model);
    all.stages = ["no", "half", "yes"]
        .into_iter()
        .zip([0.0, 0.5, 1.0])
        .map(|(id, score)| Stage {
            id: StageId::new(id),
            title: named(id),
            score,
            definition: named("definition"),
            replaced_by: None,
            changed: None,
            kept: Default::default(),
        })
        .collect();
    for (millis, id) in [(1, "shop"), (2, "platform")] {
        let add = Command::AddTeam {
            id: team(id),
            name: named(id),
        };
        apply(&mut all, add, &at(millis));
    }
    let group = Edit::AddGroup {
        id: GroupId::new("web"),
        name: named("Web"),
    };
    edit(&mut all, group, &at(3));
    let groups = SortedSet::from([GroupId::new("web")]);
    edit(
        &mut all,
        Edit::SetGroups {
            team: team("shop"),
            groups,
        },
        &at(4),
    );
    edit(
        &mut all,
        Edit::Inherit {
            team: team("shop"),
            from: Some(team("platform")),
        },
        &at(5),
    );
    apply(
        &mut all,
        answer("shop", "a", stage("half")),
        &by(&named("kim"), 10),
    );
    apply(&mut all, answer("platform", "d", stage("yes")), &at(11));
    let freeze = (cycle("before"), named("Before"));
    let start = Edit::StartCycle {
        id: cycle("now"),
        name: named("2026 H1"),
        freeze,
    };
    edit(&mut all, start, &at(20));
    apply(&mut all, answer("shop", "a", stage("yes")), &at(30));
    apply(&mut all, answer("shop", "b", stage("half")), &at(31));
    apply(&mut all, answer("shop", "e", Choice::NotSure), &at(32));
    apply(
        &mut all,
        answer("shop", "f", Choice::NotApplicable(named("reason"))),
        &at(33),
    );
    apply(&mut all, note("shop", "a", &named("note")), &at(34));
    let activity = ActivityId::new("b");
    let owner = Edit::SetOwner {
        team: team("shop"),
        activity: activity.clone(),
        owner: named("ida"),
    };
    edit(&mut all, owner, &at(35));
    let due = Edit::SetDue {
        team: team("shop"),
        activity: activity.clone(),
        due: Some(day("2026-06-30")),
    };
    edit(&mut all, due, &at(36));
    let plan = Edit::Plan {
        team: team("shop"),
        activities: vec![activity],
        cycle: Some(cycle("now")),
    };
    edit(&mut all, plan, &at(37));
    let mut proof = evidence("a", "shop", &named("Pipeline"));
    proof.description = named("All branches");
    proof.recorded = Some(day("2026-01-01"));
    proof.reviewer = named("bo");
    edit(
        &mut all,
        Edit::PutEvidence {
            id: EvidenceId::new("e"),
            evidence: proof,
        },
        &at(38),
    );
    let target = |team: Option<&str>, level| Edit::SetTarget {
        aim: Aim {
            team: team.map(crate::support::team),
            subdimension: None,
        },
        level: Some(level),
        by: Some(day("2025-12-31")),
    };
    edit(&mut all, target(None, 2), &at(39));
    (model, all)
}

/// Two controls of a standard, one of them with a name as users write them.
fn listed() -> Vec<Listed> {
    vec![Listed {
        id: "iso27001-2022".to_owned(),
        controls: [("5.10", "Acceptable use"), ("8.25", "Life cycle")]
            .map(|(id, title)| (id.to_owned(), title.to_owned()))
            .to_vec(),
    }]
}

fn report(of: &(Model, Assessment), options: &Options) -> Document {
    let source = Source {
        model: &of.0,
        assessment: &of.1,
        standards: &listed(),
        today: day("2026-03-01"),
        ink: Ink::File,
        say: &str::to_owned,
    };
    let mut document = build(&source, options);
    // Pictures have tests of their own, and their lines break as long as names are.
    for section in &mut document.sections {
        for block in &mut section.blocks {
            if let Block::Figure(figure) = block {
                assert!(figure.svg.starts_with("<svg"), "{}", figure.svg);
                figure.svg = "<svg></svg>".to_owned();
            }
        }
    }
    document
}

fn plain(name: &str) -> String {
    match name {
        "" => "Sample 2026".to_owned(),
        name => name.to_owned(),
    }
}

#[test]
fn reports_are_written_as_they_were() {
    let mut sample = sample(&plain);
    let links = [
        "https://example.org/pipeline?a=1&b=2",
        "javascript:alert(1)",
        "mailto:ida@example.org",
    ];
    let pieces = sample.1.evidence.values_mut();
    pieces.for_each(|piece| {
        piece.links = links
            .map(|url| Link {
                url: url.to_owned(),
                ..Link::default()
            })
            .into();
    });
    let full = report(&sample, &Options::full());
    let brief = report(
        &sample,
        &Options {
            whom: Whom::Team(team("shop")),
            ..Options::brief()
        },
    );
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("report-full-html", html::write(&full));
        insta::assert_snapshot!("report-full-markdown", markdown::write(&full));
        insta::assert_snapshot!("report-brief-markdown", markdown::write(&brief));
    });
}

/// All texts of cells in the first column of the tables of a part.
fn rows(document: &Document, title: &str) -> Vec<String> {
    let section = document
        .sections
        .iter()
        .find(|section| section.title == title)
        .unwrap();
    let tables = section.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let first = |row: &Vec<Cell>| match &row[0] {
        Cell::Text(text) | Cell::Linked(text, _) => text.clone(),
    };
    tables
        .flat_map(|table| table.rows.iter().map(first))
        .collect()
}

#[test]
fn what_is_not_wanted_is_left_out() {
    let sample = sample(&plain);
    let shop = || Options {
        whom: Whom::Team(team("shop")),
        ..Options::full()
    };
    let titles = |options: &Options| {
        let sections = report(&sample, options).sections.into_iter();
        sections.map(|section| section.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(&Options::full()).len(), Part::ALL.len());
    let only = Options {
        parts: SortedSet::from([Part::Gaps, Part::How]),
        ..shop()
    };
    assert_eq!(titles(&only), ["Below target", "How the numbers are made"]);
    let all = report(&sample, &shop());
    assert_eq!(rows(&all, "Answers"), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(
        rows(&all, "Levels"),
        ["Pipelines", "Deployment", "Training"]
    );
    let dimensions = SortedSet::from([0]);
    let some = report(
        &sample,
        &Options {
            dimensions,
            up_to: Some(2),
            ..shop()
        },
    );
    assert_eq!(rows(&some, "Answers"), ["a", "b", "d"]);
    assert_eq!(rows(&some, "Levels"), ["Pipelines", "Deployment"]);
    let listed = some
        .facts
        .iter()
        .find(|(name, _)| name == "Listed")
        .unwrap();
    assert_eq!(
        listed.1,
        "Build; levels up to 2. Numbers of the whole count everything."
    );
    assert_eq!(
        some.sections[0], all.sections[0],
        "numbers are of everything"
    );
    let capped = report(
        &sample,
        &Options {
            most: Some(1),
            ..shop()
        },
    );
    assert_eq!(rows(&capped, "Next actions").len(), 1);
    let next = capped
        .sections
        .iter()
        .find(|section| section.title == "Next actions");
    let Some(Block::Paragraph(left)) = next.unwrap().blocks.last() else {
        panic!("what is left out is counted");
    };
    assert!(left.ends_with("not listed."), "{left}");
    let text = markdown::write(&report(
        &sample,
        &Options {
            texts: false,
            ..Options::full()
        },
    ));
    for private in ["reason", "All branches", "note"] {
        assert!(!text.contains(&format!("| {private}")), "{private}");
    }
    let nobody = Options {
        whom: Whom::Group(GroupId::new("none")),
        ..Options::brief()
    };
    assert!(markdown::write(&report(&sample, &nobody)).contains("no team to report on"));
}

#[test]
fn only_tables_with_many_words_lie_on_their_side() {
    let document = report(&sample(&plain), &Options::full());
    let wide = |section: &&Section| section.is_wide();
    let titles: Vec<&str> = document
        .sections
        .iter()
        .filter(wide)
        .map(|section| section.title.as_str())
        .collect();
    assert_eq!(titles, ["Evidence", "Statement of applicability"]);
    let file = html::write(&document);
    let start = "<section class=\"sideways\" aria-labelledby=\"";
    let ids: Vec<&str> = file
        .split(start)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(ids, ["report-evidence", "report-statement"]);
}

#[test]
fn teams_are_called_as_configured() {
    let (model, assessment) = sample(&plain);
    let say = |sentence: &str| {
        sentence
            .replace("team", "product")
            .replace("Team", "Product")
    };
    let source = Source {
        model: &model,
        assessment: &assessment,
        standards: &listed(),
        today: day("2026-03-01"),
        ink: Ink::File,
        say: &say,
    };
    let text = markdown::write(&build(&source, &Options::full()));
    assert!(!text.to_lowercase().contains("team"), "{text}");
}

/// Tags of an HTML file without the values of their attributes.
fn tags(html: &str) -> Vec<String> {
    let pieces = html.split('<').skip(1);
    let tag = |piece: &str| {
        let (tag, _) = piece.split_once('>').unwrap();
        tag.split('"').step_by(2).collect::<Vec<_>>().join("\"")
    };
    pieces.map(tag).collect()
}

/// What of a Markdown file means something, line by line.
fn marks(markdown: &str) -> Vec<String> {
    let of = |line: &str| {
        let mut marks = String::new();
        let start = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let ends = |rest: &str| rest.is_empty() || rest.starts_with(' ');
        let is_item =
            start.len() < line.len() && start.starts_with(['.', ')']) && ends(&start[1..]);
        let is_plus = line.starts_with('+') && ends(&line[1..]);
        if is_item || is_plus || line.starts_with(['-', '=']) {
            marks.push('-');
        }
        let mut signs = line.chars();
        while let Some(sign) = signs.next() {
            match sign {
                '\\' => {
                    signs.next();
                }
                '<' => {
                    // What stands in an address means nothing.
                    marks.push('<');
                    signs.by_ref().take_while(|sign| *sign != '>').count();
                    marks.push('>');
                }
                '`' | '*' | '_' | '[' | ']' | '>' | '#' | '|' | '~' | '&' | '$' => marks.push(sign),
                _ => {}
            }
        }
        marks
    };
    markdown.lines().map(of).collect()
}

/// Texts that would like to be markup.
fn hostile() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "</style>",
        "\"><img src=x onerror=y>",
        "' onload='",
        "&lt;",
        "&#60;b>",
        "-->",
        "<!--",
        "]]>",
        "**bold**",
        "[a](https://evil.example)",
        "![a](x)",
        "| cell |",
        "`code`",
        "\n\n# Title\n",
        "\n---\n",
        "1. one",
        "- item",
        "+ item",
        "> quote",
        "\\",
        "\\|",
        "~~no~~",
        "$x$",
        "https://evil.example",
        "\u{202e}",
        "\r\n",
        "\t",
        "{{x}}",
        "=",
        "é 🦀",
    ]);
    let piece = prop_oneof![words.prop_map(str::to_owned), any::<String>()];
    prop::collection::vec(piece, 1..4)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("says something", |text| {
            text.chars()
                .any(|sign| !sign.is_whitespace() && !sign.is_control())
        })
}

proptest! {
    #![proptest_config(cases(64))]

    /// Whatever is typed, the file has the tags and the marks of one with harmless texts.
    #[test]
    fn texts_never_become_markup(text in hostile()) {
        // Behind a letter, so that names stay different; the title and the notes are bare.
        let named = |name: &str| match name {
            "" | "note" | "reason" | "ida" | "Pipeline" | "bo" => text.clone(),
            name => format!("{name}{text}"),
        };
        let harmless = report(&sample(&plain), &Options::full());
        let typed = report(&sample(&named), &Options::full());
        prop_assert_eq!(tags(&html::write(&typed)), tags(&html::write(&harmless)));
        prop_assert_eq!(marks(&markdown::write(&typed)), marks(&markdown::write(&harmless)));
    }

    /// Only what leads to a page or a person becomes a link, whole and without an end of its own.
    #[test]
    fn addresses_are_links_or_texts(text in hostile(), scheme in prop::sample::select(vec!["https://", "javascript:", "data:", " HTTP://", "mailto:", ""])) {
        let mut sample = sample(&plain);
        let url = format!("{scheme}{text}");
        for piece in sample.1.evidence.values_mut() {
            piece.links = vec![Link { url: url.clone(), ..Link::default() }];
        }
        let only = Options { parts: SortedSet::from([Part::Evidence]), ..Options::full() };
        let document = report(&sample, &only);
        let tags = tags(&html::write(&document));
        let links = tags.iter().filter(|tag| tag.starts_with("a "));
        prop_assert_eq!(links.count(), usize::from(is_safe(&url)));
        prop_assert!(!html::write(&document).contains("href=\"javascript:"));
        let lines = marks(&markdown::write(&document));
        let row = lines.last().unwrap();
        prop_assert!(row == "||||||||" || row == "||<>||||||", "{}", row);
    }
}
