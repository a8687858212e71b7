//! An assessment on its way to another thread: its records as they would be stored, one text for each,
//! so that neither side has to do all of it in one piece.

use super::part::head_of;
use super::record::{self, Ids, RecordError};
use crate::assessment::{Answers, Assessment, CycleId, Date, TeamId, Today};
use crate::map::SortedSet;
use crate::model::ActivityId;

const HEAD: char = 'h';
const IDS: char = 'i';
const TEAM: char = 't';
const CYCLE: char = 'c';

/// Writes the texts. Those of the head and of the ids have to arrive first.
pub struct Leaving {
    short: Ids,
    ids: String,
}

impl Leaving {
    /// `ids`: activities of which many teams have answers; those are written short.
    pub fn new(ids: &SortedSet<ActivityId>) -> Self {
        Self {
            short: Ids::of(ids.iter()),
            ids: format!("{IDS}{}", record::ids_text(ids)),
        }
    }

    /// What has to arrive first.
    pub fn first(&self, assessment: &Assessment) -> [String; 2] {
        let head = record::head_text(&head_of(assessment));
        [format!("{HEAD}{head}"), self.ids.clone()]
    }

    /// The answers of a team today. `None`: there are none.
    pub fn team(&self, assessment: &Assessment, team: &TeamId) -> Option<String> {
        let answers = assessment.answers.get(team.as_str())?;
        let (team, answers) = (team.as_str(), record::answers_text(answers, &self.short));
        Some(format!(
            "{TEAM}{}{}",
            record::part(team),
            record::part(&answers)
        ))
    }

    /// All texts one after the other, those of closed cycles too.
    pub fn all<'a>(&'a self, assessment: &'a Assessment) -> impl Iterator<Item = String> + 'a {
        let teams = assessment.answers.keys();
        let teams = teams.filter_map(move |team| self.team(assessment, team));
        let cycles = assessment.cycles.iter();
        let cycles = cycles.flat_map(|(id, cycle)| cycle.answers.iter().map(move |all| (id, all)));
        let cycles = cycles.map(move |(id, (team, answers))| {
            let answers = record::answers_text(answers, &self.short);
            let parts = [id.as_str(), team.as_str(), &answers].map(record::part);
            format!("{CYCLE}{}", parts.concat())
        });
        self.first(assessment)
            .into_iter()
            .chain(teams)
            .chain(cycles)
    }
}

/// An assessment that arrives.
#[derive(Default)]
pub struct Arriving {
    assessment: Assessment,
    ids: Ids,
}

impl Arriving {
    /// Takes one of the texts of [`Leaving`]. The error is a sentence.
    pub fn take(&mut self, text: &str) -> Result<(), String> {
        self.put(text).map_err(|problem| match problem {
            RecordError::Newer => {
                "A newer version of this page was loaded meanwhile. Reload the page.".to_owned()
            }
            RecordError::Broken(problem) => problem,
        })
    }

    fn put(&mut self, text: &str) -> Result<(), RecordError> {
        let strange = || RecordError::Broken("It is no part of an assessment.".to_owned());
        let kind = text.chars().next().ok_or_else(strange)?;
        let content = &text[kind.len_utf8()..];
        match kind {
            HEAD => self.assessment = record::read_head(content)?,
            IDS => self.ids = Ids::of(&record::read_ids(content)?),
            TEAM => {
                let [team, text] = record::parts(content)?.try_into().map_err(|_| strange())?;
                let answers = Answers::made(text, record::read_answers(text, &self.ids)?);
                self.assessment.answers.insert(TeamId::new(team), answers);
            }
            CYCLE => {
                let parts = record::parts(content)?;
                let [cycle, team, answers] = parts.try_into().map_err(|_| strange())?;
                let answers = record::read_answers(answers, &self.ids)?;
                let cycles = &mut self.assessment.cycles;
                let cycle = cycles
                    .get_mut(CycleId::new(cycle).as_str())
                    .ok_or_else(strange)?;
                cycle.answers.insert(TeamId::new(team), answers.into());
            }
            _ => return Err(strange()),
        }
        Ok(())
    }

    /// All that has arrived. `today` is not in it, and exceptions end on a day.
    pub fn whole(self, today: Date) -> Assessment {
        Assessment {
            today: Today(Some(today)),
            ..self.assessment
        }
    }
}
