//! Places for the nodes of a graph: layers from left to right, few crossings, no measured text.

/// Something that stands in a layer.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Item {
    layer: usize,
    /// Over all layers, from the top.
    y: f64,
    /// How much room it takes from top to bottom.
    height: f64,
}

/// Where everything is.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Layers {
    /// By node: layer, and the middle from the top.
    pub nodes: Vec<(usize, f64)>,
    /// By edge: what it passes in the layers between, as layer and height; nothing where it goes
    /// against the order, because it closes a circle.
    pub ways: Vec<Vec<(usize, f64)>>,
    /// How many layers there are.
    pub count: usize,
    /// From the top to the bottom.
    pub height: f64,
}

/// What a node takes, and what an edge takes that passes by.
pub(super) const ROW: f64 = 70.0;
const LANE: f64 = 16.0;
const SWEEPS: usize = 12;

/// Finds places for so many nodes; an edge goes from what is needed to what needs it.
pub(super) fn layers(count: usize, edges: &[(usize, usize)]) -> Layers {
    let forward = without_circles(count, edges);
    let layer = in_layers(count, edges, &forward);
    let mut items: Vec<Item> = layer
        .iter()
        .map(|&layer| Item {
            layer,
            y: 0.0,
            height: ROW,
        })
        .collect();
    // A long edge becomes a chain of short ones, so that it finds a way between the nodes.
    let mut links: Vec<(usize, usize)> = Vec::new();
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for (&(from, to), &is_forward) in edges.iter().zip(&forward) {
        let mut chain = Vec::new();
        if is_forward {
            let mut last = from;
            for between in layer[from] + 1..layer[to] {
                items.push(Item {
                    layer: between,
                    y: 0.0,
                    height: LANE,
                });
                links.push((last, items.len() - 1));
                last = items.len() - 1;
                chain.push(last);
            }
            links.push((last, to));
        }
        chains.push(chain);
    }
    let layers = items.iter().map(|item| item.layer + 1).max().unwrap_or(0);
    let order = ordered(layers, &items, &links);
    place(&order, &mut items, &links);
    let top = items
        .iter()
        .map(|item| item.y - item.height / 2.0)
        .fold(f64::INFINITY, f64::min);
    let bottom = items
        .iter()
        .map(|item| item.y + item.height / 2.0)
        .fold(f64::NEG_INFINITY, f64::max);
    let spot = |at: usize| (items[at].layer, items[at].y - top);
    Layers {
        nodes: (0..count).map(spot).collect(),
        ways: chains
            .iter()
            .map(|chain| chain.iter().map(|&at| spot(at)).collect())
            .collect(),
        count: layers,
        height: if count == 0 { 0.0 } else { bottom - top },
    }
}

/// For each edge whether it goes on; those that close a circle do not.
fn without_circles(count: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, &(from, _)) in edges.iter().enumerate() {
        next[from].push(at);
    }
    let mut is_forward = vec![true; edges.len()];
    // 0: not seen, 1: on the way here, 2: done. A stack, because chains may be long.
    let mut seen = vec![0u8; count];
    for start in 0..count {
        if seen[start] != 0 {
            continue;
        }
        seen[start] = 1;
        let mut stack = vec![(start, 0)];
        while let Some((here, at)) = stack.pop() {
            let Some(&edge) = next[here].get(at) else {
                seen[here] = 2;
                continue;
            };
            stack.push((here, at + 1));
            let to = edges[edge].1;
            match seen[to] {
                0 => {
                    seen[to] = 1;
                    stack.push((to, 0));
                }
                1 => is_forward[edge] = false,
                _ => {}
            }
        }
    }
    is_forward
}

/// The layer of each node: behind all that it needs, and as near to what needs it as that allows.
fn in_layers(count: usize, edges: &[(usize, usize)], is_forward: &[bool]) -> Vec<usize> {
    let forward: Vec<(usize, usize)> = edges
        .iter()
        .zip(is_forward)
        .filter(|(_, is_forward)| **is_forward)
        .map(|(edge, _)| *edge)
        .collect();
    let mut layer = vec![0; count];
    let mut has_moved = true;
    while has_moved {
        has_moved = false;
        for &(from, to) in &forward {
            if layer[to] <= layer[from] {
                layer[to] = layer[from] + 1;
                has_moved = true;
            }
        }
    }
    // What needs nothing itself stands right before the first that needs it.
    for at in 0..count {
        let is_needing = forward.iter().any(|&(_, to)| to == at);
        let nearest = forward.iter().filter(|&&(from, _)| from == at);
        if let (false, Some(nearest)) = (is_needing, nearest.map(|&(_, to)| layer[to]).min()) {
            layer[at] = nearest - 1;
        }
    }
    layer
}

/// The order within each layer: that of the fewest crossings among some sweeps to and fro.
fn ordered(layers: usize, items: &[Item], links: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); layers];
    for (at, item) in items.iter().enumerate() {
        order[item.layer].push(at);
    }
    let mut best = (crossings(&order, links, items.len()), order.clone());
    for sweep in 0..SWEEPS {
        let is_right = sweep % 2 == 0;
        let all: Vec<usize> = match is_right {
            true => (1..layers).collect(),
            false => (0..layers.saturating_sub(1)).rev().collect(),
        };
        for layer in all {
            let place = places(&order, items.len());
            let weight = |at: usize| {
                let ends = links.iter().filter_map(|&(from, to)| match is_right {
                    true => (to == at).then_some(place[from]),
                    false => (from == at).then_some(place[to]),
                });
                let ends: Vec<usize> = ends.collect();
                match ends.len() {
                    0 => place[at] as f64,
                    many => ends.iter().sum::<usize>() as f64 / many as f64,
                }
            };
            let mut weighed: Vec<(f64, usize)> =
                order[layer].iter().map(|&at| (weight(at), at)).collect();
            weighed.sort_by(|left, right| left.0.total_cmp(&right.0));
            order[layer] = weighed.into_iter().map(|(_, at)| at).collect();
        }
        let found = crossings(&order, links, items.len());
        if found < best.0 {
            best = (found, order.clone());
        }
    }
    best.1
}

fn places(order: &[Vec<usize>], count: usize) -> Vec<usize> {
    let mut place = vec![0; count];
    for layer in order {
        for (here, &at) in layer.iter().enumerate() {
            place[at] = here;
        }
    }
    place
}

fn crossings(order: &[Vec<usize>], links: &[(usize, usize)], count: usize) -> usize {
    let place = places(order, count);
    let mut layer_of = vec![0; count];
    for (layer, members) in order.iter().enumerate() {
        for &at in members {
            layer_of[at] = layer;
        }
    }
    let mut found = 0;
    for (at, &(from, to)) in links.iter().enumerate() {
        for &(other_from, other_to) in &links[..at] {
            if layer_of[from] == layer_of[other_from] {
                let left = place[from].cmp(&place[other_from]);
                let right = place[to].cmp(&place[other_to]);
                found += usize::from(left != right && left.is_ne() && right.is_ne());
            }
        }
    }
    found
}

/// Heights: each thing near the middle of what it is linked with, and none over another.
fn place(order: &[Vec<usize>], items: &mut [Item], links: &[(usize, usize)]) {
    for layer in order {
        let whole: f64 = layer.iter().map(|&at| items[at].height).sum();
        let mut y = -whole / 2.0;
        for &at in layer {
            items[at].y = y + items[at].height / 2.0;
            y += items[at].height;
        }
    }
    for sweep in 0..SWEEPS {
        let all: Vec<usize> = match sweep % 2 == 0 {
            true => (0..order.len()).collect(),
            false => (0..order.len()).rev().collect(),
        };
        for layer in all {
            settle(&order[layer], items, links);
        }
    }
}

/// Moves the members of one layer towards what they are linked with, in their order.
fn settle(layer: &[usize], items: &mut [Item], links: &[(usize, usize)]) {
    // Blocks of things that touch: where their middle wants to be, weight, height, members.
    let mut blocks: Vec<(f64, f64, f64, Vec<usize>)> = Vec::new();
    for &at in layer {
        let ends = links.iter().filter_map(|&(from, to)| {
            let other = match (from == at, to == at) {
                (true, _) => to,
                (_, true) => from,
                _ => return None,
            };
            Some(items[other].y)
        });
        let ends: Vec<f64> = ends.collect();
        let wish = match ends.len() {
            0 => items[at].y,
            many => ends.iter().sum::<f64>() / many as f64,
        };
        let mut block = (wish, 1.0, items[at].height, vec![at]);
        while let Some(before) = blocks.pop() {
            let overlap = (before.0 + before.2 / 2.0) - (block.0 - block.2 / 2.0);
            if overlap <= 0.0 {
                blocks.push(before);
                break;
            }
            // Both together, where their members are as near to their wishes as can be.
            let weight = before.1 + block.1;
            let height = before.2 + block.2;
            let first = before.0 + (height - before.2) / 2.0;
            let second = block.0 - (height - block.2) / 2.0;
            let middle = (first * before.1 + second * block.1) / weight;
            let mut members = before.3;
            members.append(&mut block.3);
            block = (middle, weight, height, members);
        }
        blocks.push(block);
    }
    for (middle, _, height, members) in blocks {
        let mut y = middle - height / 2.0;
        for at in members {
            items[at].y = y + items[at].height / 2.0;
            y += items[at].height;
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::{LANE, ROW, layers};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn nothing_overlaps_and_arrows_go_right(
            count in 1usize..30,
            pairs in prop::collection::vec((0usize..30, 0usize..30), 0..60),
        ) {
            let edges: Vec<(usize, usize)> = pairs
                .into_iter()
                .map(|(from, to)| (from % count, to % count))
                .filter(|(from, to)| from != to)
                .collect();
            let found = layers(count, &edges);
            prop_assert_eq!(found.nodes.len(), count);
            prop_assert_eq!(found.ways.len(), edges.len());
            // Where nothing goes in a circle, every arrow goes to the right.
            if edges.iter().all(|(from, to)| from < to) {
                for (from, to) in &edges {
                    prop_assert!(found.nodes[*from].0 < found.nodes[*to].0);
                }
            }
            for (at, one) in found.nodes.iter().enumerate() {
                prop_assert!(one.1 >= ROW / 2.0 - 1e-6 && one.1 <= found.height - ROW / 2.0 + 1e-6);
                prop_assert!(one.0 < found.count);
                for two in &found.nodes[..at] {
                    prop_assert!(one.0 != two.0 || (one.1 - two.1).abs() > ROW - 1e-6);
                }
                for way in found.ways.iter().flatten() {
                    let room = (ROW + LANE) / 2.0 - 1e-6;
                    prop_assert!(one.0 != way.0 || (one.1 - way.1).abs() > room);
                }
            }
        }
    }
}
