//! The small map does what the map of the standard library does.

use std::collections::BTreeMap;

use dsomm_radar::map::Map;
use proptest::prelude::*;

use crate::support::cases;

#[derive(Clone, Debug)]
enum Step {
    Insert(u8, i32),
    Remove(u8),
    Change(u8, i32),
    Keep(u8),
    Extend(Vec<(u8, i32)>),
}

fn step() -> impl Strategy<Value = Step> {
    let key = 0..24u8;
    prop_oneof![
        (key.clone(), any::<i32>()).prop_map(|(key, value)| Step::Insert(key, value)),
        key.clone().prop_map(Step::Remove),
        (key.clone(), any::<i32>()).prop_map(|(key, value)| Step::Change(key, value)),
        key.clone().prop_map(Step::Keep),
        prop::collection::vec((key, any::<i32>()), 0..8).prop_map(Step::Extend),
    ]
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn it_does_what_the_standard_one_does(
        start in prop::collection::vec((0..24u8, any::<i32>()), 0..30),
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let mut small: Map<u8, i32> = start.iter().copied().collect();
        let mut standard: BTreeMap<u8, i32> = start.into_iter().collect();
        for step in steps {
            match step {
                Step::Insert(key, value) => {
                    prop_assert_eq!(small.insert(key, value), standard.insert(key, value));
                }
                Step::Remove(key) => prop_assert_eq!(small.remove(&key), standard.remove(&key)),
                Step::Change(key, value) => {
                    *small.entry(key).or_default() = value;
                    *standard.entry(key).or_default() = value;
                }
                Step::Keep(limit) => {
                    small.retain(|key, _| *key < limit);
                    standard.retain(|key, _| *key < limit);
                }
                Step::Extend(more) => {
                    small.extend(more.clone());
                    standard.extend(more);
                }
            }
            prop_assert!(small.iter().eq(standard.iter()));
            prop_assert!(small.keys().rev().eq(standard.keys().rev()));
            prop_assert_eq!(small.first_key_value(), standard.first_key_value());
            prop_assert_eq!(small.last_key_value(), standard.last_key_value());
            for key in 0..24 {
                prop_assert_eq!(small.get(&key), standard.get(&key));
            }
        }
        prop_assert_eq!(small.len(), standard.len());
    }

    #[test]
    fn maps_compare_as_the_standard_ones_do(
        left in prop::collection::vec((0..4u8, 0..3i32), 0..5),
        right in prop::collection::vec((0..4u8, 0..3i32), 0..5),
    ) {
        let small = |list: &[(u8, i32)]| list.iter().copied().collect::<Map<_, _>>();
        let standard = |list: &[(u8, i32)]| list.iter().copied().collect::<BTreeMap<_, _>>();
        prop_assert_eq!(
            small(&left).cmp(&small(&right)),
            standard(&left).cmp(&standard(&right))
        );
    }
}
