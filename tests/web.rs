//! The browser adapters in a real browser: `cargo xtask test web`.

#![cfg(target_arch = "wasm32")]

use dsomm_radar::browser::{self, LocalStore};
use dsomm_radar::storage::{Store, StoreError};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn texts_are_kept_under_their_keys() {
    let store = LocalStore::open();
    let key = "dsomm-radar/test/ü";
    assert_eq!(store.get(key), Ok(None));
    assert_eq!(store.set(key, "größer 🎯"), Ok(()));
    assert_eq!(store.get(key), Ok(Some("größer 🎯".to_owned())));
    assert_eq!(store.keys("dsomm-radar/test/"), Ok(vec![key.to_owned()]));
    assert_eq!(store.remove(key), Ok(()));
    assert_eq!(store.remove(key), Ok(()));
    assert_eq!(store.get(key), Ok(None));
}

#[wasm_bindgen_test]
fn a_full_storage_is_told_from_a_denied_one() {
    let store = LocalStore::open();
    let key = "dsomm-radar/test/full";
    let too_much = "x".repeat(6 * 1024 * 1024);
    assert_eq!(store.set(key, &too_much), Err(StoreError::Full));
    assert_eq!(store.get(key), Ok(None));
}

#[wasm_bindgen_test]
fn ids_are_random_uuids() {
    let (one, other) = (browser::random_id(), browser::random_id());
    assert_ne!(one, other);
    assert_eq!(one.len(), 36);
    assert_eq!(&one[14..15], "4");
    assert!("89ab".contains(&one[19..20]));
}

#[wasm_bindgen_test]
fn the_clock_has_a_day_and_a_moment() {
    let context = browser::context();
    // 2026-01-01: the page is newer than that.
    assert!(context.now > 1_767_225_600_000);
    let moment = chrono_day(context.now);
    let apart = (context.today - moment).num_days().abs();
    assert!(apart <= 1, "{} and {moment}", context.today);
}

fn chrono_day(milliseconds: i64) -> dsomm_radar::assessment::Date {
    let days = milliseconds / 86_400_000;
    dsomm_radar::assessment::Date::from_ymd_opt(1970, 1, 1)
        .and_then(|day| day.checked_add_days(chrono::Days::new(days.unsigned_abs())))
        .unwrap_or_default()
}

#[wasm_bindgen_test]
async fn what_is_not_there_is_a_sentence() {
    let problem = browser::fetch_text("nothing-here.yaml").await;
    assert!(problem.is_err_and(|said| said.contains("“nothing-here.yaml” could not be loaded")));
}
