//! Sorting through one function: the standard library's sort is made anew for every type, and
//! each copy costs every visitor a kilobyte.

use std::cmp::Ordering;

/// The places 0..`count` in the order that `compare` gives; equal ones keep theirs.
pub(crate) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|&left, &right| compare(left, right));
    places
}

/// The items in the order that `compare` gives; equal ones keep theirs.
pub(crate) fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let places = order(items.len(), &|left, right| {
        compare(&items[left], &items[right])
    });
    let mut slots: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places
        .into_iter()
        .filter_map(|place| slots[place].take())
        .collect()
}
