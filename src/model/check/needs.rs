//! What activities need first, and circles among them.

use super::words::short;
use super::{Checker, Kind, MAX_CIRCLE, Site};
use crate::model::yaml::Severity;
use std::collections::{HashMap, HashSet, VecDeque};

impl<'n> Checker<'n> {
    /// Dependencies: unknown, twice, upwards, in circles.
    pub(super) fn needs(&mut self, shown: &[usize], levels: &[Option<u8>], places: &[String]) {
        // As in the reader: the last of a name counts, and an id before a name.
        let names: HashMap<&str, usize> = (self.groups.iter().enumerate())
            .map(|(at, group)| (group.name, at))
            .collect();
        let lower: HashMap<String, usize> = names
            .iter()
            .map(|(name, &at)| (name.to_lowercase(), at))
            .collect();
        let mut edges: Vec<Vec<(usize, Site)>> = vec![Vec::new(); self.groups.len()];
        for &group in shown {
            let Some(field) = self.effective(group, &["dependsOn", "dependesOn"]) else {
                continue;
            };
            let place = &places[group];
            let mut seen = HashSet::new();
            for (need, site) in self.texts(field) {
                let wanted = need.strip_prefix("uuid:").map_or(need.as_str(), str::trim);
                let found = self.by_id.get(wanted).or_else(|| names.get(wanted));
                match found.copied() {
                    None => {
                        let advice = match lower.get(&wanted.to_lowercase()) {
                            Some(&at) => format!("Is “{}” meant?", short(self.groups[at].name)),
                            None => "Correct the uuid, or remove it.".to_owned(),
                        };
                        self.tell(
                            Kind::UnknownNeed,
                            Severity::Warning,
                            site,
                            place,
                            format!(
                                "It depends on “{}”, which no activity is. {advice}",
                                short(wanted)
                            ),
                        );
                    }
                    Some(at) if at == group => self.find(
                        Severity::Warning,
                        site,
                        place,
                        "It depends on itself, which was left out. Remove it.".to_owned(),
                    ),
                    Some(at) if !seen.insert(at) => {
                        let name = short(self.groups[at].name);
                        self.find(
                            Severity::Warning,
                            site,
                            place,
                            format!(
                                "It depends on “{name}” twice; the second is left out. Keep one of them."
                            ),
                        );
                    }
                    Some(at) => {
                        if let (Some(own), Some(other)) = (levels[group], levels[at]) {
                            edges[group].push((at, site));
                            if other > own {
                                let name = short(self.groups[at].name);
                                self.find(
                                    Severity::Hint,
                                    site,
                                    place,
                                    format!("It is on level {own} and depends on “{name}” on level {other}: whoever follows the levels meets them in the wrong order. Look whether both levels are meant."),
                                );
                            }
                        }
                    }
                }
            }
        }
        for circle in circles(&edges) {
            let (group, site) = (circle[0].0, circle[0].1);
            let name = |at: usize| short(self.groups[at].name);
            let mut named: Vec<String> = (circle.iter().take(MAX_CIRCLE))
                .map(|&(at, _)| name(at))
                .collect();
            if circle.len() > MAX_CIRCLE {
                named.push(format!("{} more", circle.len() - MAX_CIRCLE));
            }
            named.push(name(group));
            let message = format!(
                "The dependencies go in a circle: {}. Remove one of them.",
                named.join(" → ")
            );
            self.find(Severity::Warning, site, &places[group], message);
        }
    }
}

/// One shortest circle through the first member of each set of nodes that reach one another; each
/// node with the site of the edge to the next.
pub(super) fn circles(edges: &[Vec<(usize, Site)>]) -> Vec<Vec<(usize, Site)>> {
    let component = components(edges);
    let mut done = HashSet::new();
    let mut circles = Vec::new();
    for start in 0..edges.len() {
        let inside = |(to, _): &&(usize, Site)| component[*to] == component[start];
        if !edges[start].iter().any(|edge| inside(&edge)) || !done.insert(component[start]) {
            continue;
        }
        // Breadth first from `start` until an edge leads back to it.
        let mut from: HashMap<usize, (usize, Site)> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for &(to, site) in edges[at].iter().filter(inside) {
                from.entry(to).or_insert_with(|| {
                    queue.push_back(to);
                    (at, site)
                });
            }
        }
        let mut circle = Vec::new();
        let mut here = start;
        while let Some(&(before, site)) = from.get(&here) {
            circle.push((before, site));
            here = before;
            if here == start {
                break;
            }
        }
        circle.reverse();
        circles.extend((!circle.is_empty()).then_some(circle));
    }
    circles
}

/// Tarjan's strongly connected components, without recursion: a model may be a chain of 20,000.
fn components(edges: &[Vec<(usize, Site)>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let mut component = vec![UNSEEN; count];
    let (mut index, mut low) = (vec![UNSEEN; count], vec![0; count]);
    let (mut next, mut stack) = (0, Vec::new());
    for root in 0..count {
        if index[root] != UNSEEN {
            continue;
        }
        let mut path = vec![(root, 0)];
        while let Some((at, edge)) = path.last_mut() {
            let at = *at;
            if *edge == 0 {
                index[at] = next;
                low[at] = next;
                next += 1;
                stack.push(at);
            }
            if let Some(&(to, _)) = edges[at].get(*edge) {
                *edge += 1;
                if index[to] == UNSEEN {
                    path.push((to, 0));
                } else if component[to] == UNSEEN {
                    low[at] = low[at].min(index[to]);
                }
                continue;
            }
            if low[at] == index[at] {
                while let Some(member) = stack.pop() {
                    component[member] = at;
                    if member == at {
                        break;
                    }
                }
            }
            path.pop();
            if let Some(&(parent, _)) = path.last() {
                low[parent] = low[parent].min(low[at]);
            }
        }
    }
    component
}
