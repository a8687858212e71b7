//! The way of a change into the funnel: [`State::dispatch`]. What it does there is in `funnel`, a
//! chunk; until that is here, commands wait.

use leptos::prelude::*;

use crate::assessment::{Choice, Command, Step, TeamId};
use crate::model::ActivityId;
use crate::ui::text;

use super::{State, Status};

impl State {
    /// Applies a command, remembers how to take it back, stores it. Returns whether it was taken.
    pub fn dispatch(self, command: Command) -> bool {
        !self.is_refused() && self.apply(command)
    }

    /// Whether nothing can be changed here, which is said then. Whatever changes something without
    /// a command has to ask.
    pub fn is_refused(self) -> bool {
        let is_refused = self.host.refuses();
        if is_refused {
            self.status.set(Status::Problem(text::READ_ONLY.to_owned()));
        }
        is_refused
    }

    /// As [`State::dispatch`], for whoever embeds the page: it may change what the user may not.
    /// Every page that can change something comes with the funnel; where it is still on its way,
    /// the command waits for it and counts as taken, but nothing is called saved meanwhile.
    pub fn apply(self, command: Command) -> bool {
        match self.chunks.funnel.now() {
            Some(funnel) => (funnel.apply)(self, command),
            None => {
                self.wait();
                self.chunks.funnel.then(move |funnel| {
                    self.go_on();
                    (funnel.apply)(self, command);
                });
                true
            }
        }
    }

    /// A command waits: leaving the page now would lose it.
    fn wait(self) {
        if self.keeping.before_waiting.with_value(Option::is_none) {
            let before = (
                self.status.get_untracked(),
                self.keeping.unsaved.get_value(),
            );
            self.keeping.before_waiting.set_value(Some(before));
            self.keeping.unsaved.set_value(true);
            self.status.set(Status::Note(text::WAITING.to_owned()));
        }
    }

    /// The first of the commands that waited is about to be applied.
    fn go_on(self) {
        let mut before = None;
        self.keeping
            .before_waiting
            .update_value(|waiting| before = waiting.take());
        if let Some((status, is_unsaved)) = before {
            self.status.set(status);
            self.keeping.unsaved.set_value(is_unsaved);
        }
    }

    /// Takes the last change back, or brings it again.
    pub fn step(self, step: Step) {
        self.chunks
            .funnel
            .then(move |funnel| (funnel.step)(self, step));
    }

    /// Answers for one team, and for those that are answered for along with the shown one.
    pub fn choose(self, team: TeamId, activity: ActivityId, choice: Choice) {
        let mut teams = vec![team];
        if self.team.with_untracked(|shown| *shown == teams[0]) {
            self.assessment.with_untracked(|assessment| {
                let along = self.also_for.get_untracked().into_iter();
                // Another tab may have deleted one meanwhile.
                let is_there =
                    |id: &TeamId| assessment.teams.get(id).is_some_and(|team| !team.deleted);
                let others: Vec<TeamId> =
                    along.filter(|id| is_there(id) && *id != teams[0]).collect();
                teams.extend(others);
            });
        }
        self.dispatch(Command::Answer {
            teams,
            activity,
            choice,
        });
    }
}
