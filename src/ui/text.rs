//! Names and sentences that several pages share; what one page says stands in that page.

use crate::assessment::{Differences, TeamDifferences};
use crate::scoring::{Score, standard_title};

pub use crate::say::{
    NOT_APPLICABLE, NOT_SURE, activities, change, maturity, percent, plural, reasons, share,
};

/// Product name.
pub const APP: &str = "DSOMM Radar";
/// Name of the main navigation.
pub const MAIN: &str = "Main";
/// Page names: navigation, headings, window titles.
pub const OVERVIEW: &str = "Overview";
/// Page name.
pub const ASSESS: &str = "Assess";
/// Page name.
pub const TEAMS: &str = "Teams";
/// Page name.
pub const HISTORY: &str = "History";
/// Page name.
pub const ROADMAP: &str = "Roadmap";
/// Page name.
pub const MAPPING: &str = "Mapping";
/// Page name.
pub const HEATMAP: &str = "Heatmap";
/// Page name.
pub const MATRIX: &str = "Matrix";
/// Page name.
pub const COMPARE: &str = "Compare";
/// Page name.
pub const AUDIT: &str = "Audit";
/// What is said where an export does not read back.
pub const NOT_READ_BACK: &str =
    "The file could not be read back, so it was not written. Export the assessment instead.";
/// Name of what a link holds.
pub const SHARED: &str = "Shared answers";
/// Page name.
pub const DEPENDENCIES: &str = "Dependencies";
/// Page name.
pub const REPORT: &str = "Report";
/// Page name.
pub const MODEL: &str = "Model";
/// Page name.
pub const SETTINGS: &str = "Settings";
/// Page name.
pub const HELP: &str = "Help";
/// Page name.
pub const ROUND: &str = "Level-1 round";
/// Heading of an address that leads nowhere.
pub const NOT_FOUND: &str = "Page not found";
/// Section of the navigation.
pub const DIMENSIONS: &str = "Dimensions";

/// Header buttons.
pub const IMPORT: &str = "Import";
/// Header button.
pub const EXPORT: &str = "Export";
/// Header button.
pub const UNDO: &str = "Undo";
/// Header button.
pub const REDO: &str = "Redo";
/// Label of the team choice in the header.
pub const TEAM: &str = "Team";
/// Status: everything shown is stored.
pub const SAVED: &str = "Saved";
/// Status: what is shown is not stored.
pub const NOT_SAVED: &str = "Not saved in this browser";
/// Status: a change was refused, because nothing can be changed.
pub const READ_ONLY: &str =
    "Read-only: nothing can be changed here. Export a file to work with a copy.";
/// A change was refused, or cannot be made, because the configuration has decided it.
pub const LOCKED: &str =
    "The configuration of this page has decided this, so it cannot be changed here.";
/// Status: the page around this one could not keep what was changed.
pub const NOT_KEPT_OUTSIDE: &str =
    "Not saved: the page around this one could not keep it. Export a file before you leave.";
/// While another part of the program comes.
pub const LOADING: &str = "Loading…";
/// Status: what was changed waits for a part of the page.
pub const WAITING: &str = "Not saved yet: a part of the page is still loading";
/// It did not come.
pub const NOT_LOADED: &str = "This part of the page could not be loaded. It is tried again by itself. If a new version was installed on the server, reload the page.";
/// What a configured or embedded page starts with did not come.
pub const NOT_STARTED: &str =
    "A part of the page could not be loaded. Check the connection, then reload the page.";
/// Button: load it once more.
pub const TRY_AGAIN: &str = "Try again";
/// Opens search and commands.
pub const SEARCH: &str = "Search";
/// Name of the theme choice.
pub const THEME: &str = "Theme";

/// Name of the first team of a new assessment.
pub const FIRST_TEAM: &str = "My team";
pub const FIRST_TEAM_GOES: &str = "“My team” is removed: nobody has answered for it.";
/// Title of a new assessment.
pub const FIRST_TITLE: &str = "DevSecOps assessment";

/// Terms of the numbers.
pub const MATURITY: &str = "Maturity";
/// Term.
pub const COMPLETION: &str = "Completion";
/// Term.
pub const COVERAGE: &str = "Coverage";

/// What a team says without showing it.
pub const CLAIMED: &str = "Claimed";
/// What a team can show.
pub const EVIDENCED: &str = "Evidenced";
/// What a second person confirmed.
pub const CONFIRMED_BY_TWO: &str = "Confirmed by two";
/// The rule that only what two confirmed counts as ready.
pub const NEEDS_TWO: &str = "Ready needs two";
/// Says as a second person that an answer is right.
pub const SECOND_CONFIRM: &str = "Confirm as second person";
/// Takes that back.
pub const SECOND_BACK: &str = "Take confirmation back";
/// Term.
pub const TARGET: &str = "Target";
/// What is to be looked at again.
pub const TO_REVIEW: &str = "To review";

/// What *Not sure* means, beside the choice.
pub const NOT_SURE_HINT: &str = "Scores nothing, and comes back first in the next review.";
/// What *Not applicable* means, beside the choice.
pub const NOT_APPLICABLE_HINT: &str =
    "Outside what you are responsible for. Needs a reason; left out of every number.";
/// Takes an answer back.
pub const CLEAR: &str = "Clear answer";
/// Asked for when *Not applicable* was chosen.
pub const REASON: &str = "Reason why it does not apply";
/// Label of the last day of an exception.
pub const UNTIL: &str = "Not applicable until (empty: without an end)";
/// After that day.
pub const EXCEPTION_OVER: &str =
    "That day is over, so this counts as unanswered. Answer again, or give a later day.";
/// While the reason is missing.
pub const REASON_MISSING: &str = "Counts once a reason is given.";
/// Label of the note.
pub const NOTE: &str = "Note";

/// Opens the form for many answers at once.
pub const LEAVE_OUT: &str = "Set a part to not applicable";

/// Opens the sample.
pub const SAMPLE: &str = "Look at a sample";
/// While the sample is open.
pub const SAMPLE_OPEN: &str =
    "This is a sample: six made-up teams. Try out what you like; your own answers are not touched.";
/// Closes the sample.
pub const SAMPLE_CLOSE: &str = "Close the sample";

/// Leads to the terms of a number.
pub const WHY: &str = "Why these numbers?";
/// Leads to what stands beside an answer.
pub const BESIDE: &str = "Owner, due date, evidence";
/// Heading.
pub const EVIDENCE: &str = "Evidence";

/// "2 pieces of evidence"
pub fn evidence(count: usize) -> String {
    plural(count, "piece of evidence", "pieces of evidence")
}

/// Above the next actions.
pub const NEXT_LEAD: &str = "What pays most for its effort, from where things stand.";
/// Above the list of levels.
pub const LEVELS_LEAD: &str = "Activities ready, of all that apply at each level.";
/// Above the grid of a dimension.
pub const GRID_LEAD: &str =
    "Ready of all that apply. A level counts once everything below it is ready.";

/// A standard's name as people know it.
pub fn standard(key: &str) -> String {
    standard_title(key).to_owned()
}

/// "12 of 210 answered"
pub fn answered(score: &Score) -> String {
    format!("{} of {} answered", score.counts.answered, score.counts.all)
}

/// The storage was cleared under an open page.
pub const CLEARED: &str =
    "The browser's storage was cleared. What this tab shows was stored again.";
/// Stored answers that turned out to be damaged when they were unpacked.
pub const BROKEN: &str =
    "A part of the stored answers could not be read. It was kept unchanged; Settings lists it.";
/// Another tab removed the assessment that is open in this one.
pub const REMOVED: &str = "Another tab removed this assessment for good. Only this tab still has it: export a file to keep it. The next change stores it again.";

/// "Never exported, 12 changes", "Last exported 3 days ago, 12 changes since"
pub fn exported(last: Option<i64>, changes: usize, now: i64) -> String {
    let changes = match changes {
        0 => "no changes".to_owned(),
        changes => plural(changes, "change", "changes"),
    };
    match last {
        None => format!("Never exported, {changes}"),
        Some(at) => format!("Last exported {}, {changes} since", ago(now - at)),
    }
}

/// "just now", "5 minutes ago", "3 days ago"; from milliseconds.
fn ago(millis: i64) -> String {
    let minutes = usize::try_from(millis / 60_000).unwrap_or(0);
    let (count, one, many) = match minutes {
        0 => return "just now".to_owned(),
        1..60 => (minutes, "minute", "minutes"),
        60..2880 => (minutes / 60, "hour", "hours"),
        _ => (minutes / 1440, "day", "days"),
    };
    format!("{} ago", plural(count, one, many))
}

/// What merging does to two copies of one assessment.
pub const MERGE_COPY: &str =
    "Another copy of what is open here. Each answer keeps its latest version; nothing is lost.";
/// What merging does to two assessments.
pub const MERGE_OTHER: &str = "A different assessment. Its teams come beside yours; teams of the same name are taken for one, and the later answers count.";

/// What merging does to many files.
pub const MERGE_FILES: &str = "All files come into what is open here. Each answer keeps its latest version; nothing is lost, and one Undo takes all of it back.";
/// What keeping many files beside what is open does.
pub const FILES_BESIDE: &str =
    "Each assessment goes into the list under Settings by itself. What is open stays open.";
/// Said of a large file before it is imported.
pub const NO_ROOM_NOW: &str = "Make room first: Settings lists what can be removed. Without that it can be looked at and changed here, but it is not kept; export a file before you leave.";
/// The same of one that is larger than all the room there is.
pub const NO_ROOM_EVER: &str = "No browser keeps so much for a page. It can be looked at here; changes take long and are not kept, so export a file before you leave.";
/// Said where it would be another assessment than the one that was meant.
pub const ANOTHER_OPENED: &str = "Another assessment was opened meanwhile. Try again.";
/// What stands behind the name of a file among several.
pub const COPY_OF_OPEN: &str =
    "has a copy of what is open here: “Merge” takes it in, “Keep beside” leaves it out.";
/// `model/aliases.yaml` did not come.
pub const UNKNOWN_ALIASES: &str = "What ids and names of older models mean could not be loaded, so some activities may not be found. Cancel, and import again when the line is back.";
/// How several files are imported.
pub const FILES_TOGETHER: &str =
    "Where two of them say something about the same, the later counts.";
/// Why it is asked which team is which.
pub const WHO_IS_WHO: &str = "These teams are not known here by their ids. A team of the same name is taken for the same team, so its answers are put together; choose “A new team” where it is another one.";

/// Status: an import changed nothing in what is open.
pub const NOTHING_NEW: &str = "What is open has all of it already.";
/// What keeping an assessment beside the open one does.
pub const KEPT_BESIDE: &str = "Goes into the list under Settings. What is open stays open.";
/// As [`KEPT_BESIDE`], where the list has a copy of it.
pub const KEPT_WITH_COPY: &str =
    "The list under Settings has a copy of it; both become one. What is open stays open.";

/// What it means that a file was made with another model.
pub fn other_model(version: &str) -> String {
    let version = if version.is_empty() {
        String::new()
    } else {
        format!(" (version {version})")
    };
    format!(
        "It was made with another model{version}. Answers count where the activity's id is the same; the rest is kept in the file. The page “Model” says which, and carries over what was renamed."
    )
}

/// A team in the import preview.
pub fn team_of(row: &TeamDifferences) -> String {
    match row.name.is_empty() {
        true => "Without a name".to_owned(),
        false => row.name.clone(),
    }
}

/// What an import does beside the answers, a sentence each.
pub fn beside_answers(found: &Differences) -> Vec<String> {
    let others = found.others;
    let mut said = Vec::new();
    let parts: Vec<String> = [
        (others.added, "added"),
        (others.changed, "changed"),
        (others.removed, "removed"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    if !parts.is_empty() {
        said.push(format!(
            "Groups, evidence, targets, plan and cycles: {}.",
            parts.join(", ")
        ));
    }
    for ahead in &found.ahead {
        let who = match ahead.by.is_empty() {
            true => "somebody without a name",
            false => &ahead.by,
        };
        let dated = match ahead.count {
            1 => "1 part is dated more than a day from now and wins".to_owned(),
            many => format!("{many} parts are dated more than a day from now and win"),
        };
        let advice = match found.conflicts.is_empty() {
            true => "Ask for that clock to be set.",
            false => "Check the answers that differ, below.",
        };
        said.push(format!(
            "The clock of {who} runs ahead: {dated} over what others write until then. {advice}"
        ));
    }
    said
}

/// What becomes of its answers, in numbers.
pub fn carried(kept: usize, moved: usize, left: usize) -> String {
    carried_as(kept, moved, left, "can move")
}

/// As [`carried`]; `moves` says whether they can move or do.
pub fn carried_as(kept: usize, moved: usize, left: usize, moves: &str) -> String {
    let answers = plural(kept, "answer is", "answers are");
    let mut said = format!("{answers} kept by the same id");
    if moved > 0 {
        said.push_str(&format!(", {moved} {moves} to where the activity is now"));
    }
    match left {
        0 => said.push('.'),
        _ => said.push_str(&format!(", {left} without a place here stay in the file.")),
    }
    said
}

/// Said once an assessment is open that was made with another model.
pub const OTHER_MODEL: &str =
    "It was made with another model: the page “Model” says what becomes of its answers.";

/// What switching an extension does to answers.
pub const EXTENSIONS_LEAD: &str = "Answers stay in the file when an extension is switched off.";

/// One line of the import preview.
pub fn difference(row: &TeamDifferences) -> String {
    let mut parts = Vec::new();
    if row.is_new {
        parts.push("new team".to_owned());
    }
    if row.is_deleted {
        parts.push("deleted in the file".to_owned());
    }
    let gone = match row.gone {
        1 => "answer removed with it",
        _ => "answers removed with it",
    };
    for (count, word) in [
        (row.added, "added"),
        (row.gone, gone),
        (row.changed, "changed"),
        (row.older, "older in the file, not taken"),
        (row.unknown, "not in this model, kept"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    if parts.is_empty() {
        parts.push("no difference".to_owned());
    }
    parts.join(", ")
}

/// Help: the steps of an assessment.
pub const HOW_TO_ASSESS: &str = "\
1. Sit down with the people who do the work. Take level 1 of every dimension first.
2. Choose a stage only if somebody could show it today. If it is not certain, choose **Not sure**: it never scores, and the filter **Not sure** finds it again.
3. Choose **Not applicable** only where the activity cannot concern the team, and say why. It leaves every number.
4. Start a cycle every half year or year. A practice that was missed is found next time; one marked too early hides what is missing.";
/// Help: answers that are no stage.
pub const OTHER_ANSWERS: &[(&str, &str)] = &[
    (
        NOT_SURE,
        "Scores nothing, counts as answered, and is due for review until it is settled.",
    ),
    (
        NOT_APPLICABLE,
        "Left out of every sum, once a reason is given.",
    ),
];
/// Help: the numbers.
pub const NUMBERS: &[(&str, &str)] = &[
    (
        "Level reached",
        "Of a subdimension: the highest level up to which every activity that applies is ready. A level without activities neither gives nor takes.",
    ),
    (
        MATURITY,
        "The level reached, plus the completed share of the way to the next level that has activities. Work above an unfinished level does not show. With two of three activities of the first level in use, level 2, it is 2 × 2/3 = 1.33.",
    ),
    (
        COMPLETION,
        "The mean score of all activities that apply, whatever their level.",
    ),
    (
        COVERAGE,
        "The share of activities with any answer at all. Look at it before any other number.",
    ),
    (
        EVIDENCED,
        "The same numbers, but a stage scores only while valid evidence stands for it. Never more than what is claimed. The share says how many of the ready activities are proven.",
    ),
    (
        TARGET,
        "The level to be reached. The target of a single team counts before one for all teams; within each, one for a subdimension counts before one for everywhere. Next actions stop at the target.",
    ),
    (
        TO_REVIEW,
        "Answers that are not sure, that were carried over from an earlier cycle, that were never confirmed, or that were confirmed longer ago than the cadence. They keep their score until somebody changes them.",
    ),
    (
        "Dimension and overall",
        "Means over the parts, not over the activities, so that large parts do not drown small ones. The weakest part is always named.",
    ),
    (
        "Next actions",
        "Usefulness, times two where an activity holds up its level, more for what it unlocks, divided by effort. What is blocked comes after what unblocks it.",
    ),
];
/// Help: what happens from round to round.
pub const ROUNDS: &[(&str, &str)] = &[
    (
        EVIDENCE,
        "A title, links and a date, for one or several teams. It is valid from the day of recording to its end date; without one, for the months set under Settings. Without a day of recording it does not count.",
    ),
    (
        "Review",
        "Goes through all answers that are due, in this order: not sure, carried over, never confirmed, old. Confirm what still holds, change what does not.",
    ),
    (
        "Cycle",
        "A round of the assessment, half-yearly or yearly. Starting one keeps a snapshot of the answers and asks for each of them to be confirmed. History compares snapshots; the roadmap plans for cycles.",
    ),
];
/// Help: keys and what they do.
pub const KEYS: &[(&str, &str)] = &[
    ("Ctrl Z", "Undo; with Shift: redo."),
    (
        "Ctrl K",
        "Search activities, pages, actions; / does the same outside of fields.",
    ),
    (
        "1 2 3 …",
        "On Assess and in the level-1 round: choose a stage.",
    ),
    ("N S", "On Assess: not applicable, not sure."),
    (
        "J K",
        "On Assess: next and previous activity; the arrow keys to the right and left do the same.",
    ),
];
/// Help: where the data is.
pub const YOUR_DATA: &str = "Answers are kept in this browser and go nowhere else. Export writes everything into one readable JSON file. Import shows what would change before it changes anything, and merges two people's work answer by answer. Every step, an import too, can be undone.";
/// Help: where the model comes from.
pub const MODEL_CREDIT: &str = "Structure, names and ids come from the OWASP DevSecOps Maturity Model; the texts are our own. Both are under CC BY-SA 4.0.";
/// Below the card on Assess.
pub const ASSESS_KEYS: &str =
    "Keys: 1 to 9 stage, N not applicable, S not sure, J next, K previous";
/// Carrying answers over from another model, for undo.
pub const CARRY: &str = "Carry answers over to this model";
/// What the user's own changes to the model are called in messages.
pub const CHANGES: &str = "Your changes";

/// "12 kB": what texts take in the storage, in UTF-16 units.
pub fn size(units: usize) -> String {
    match units {
        0 => "0 kB".to_owned(),
        _ if units < 1024 * 1024 => format!("{} kB", units.div_ceil(1024)),
        _ => format!("{}.{} MB", units >> 20, ((units & 0xf_ffff) * 10) >> 20),
    }
}
