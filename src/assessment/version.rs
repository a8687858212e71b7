//! Versions of models.

/// The numbers of a version; what is behind the first that is none (`-rc1`) does not count.
pub(super) fn numbers(version: &str) -> Option<Vec<u32>> {
    let mut numbers = Vec::new();
    for part in version.trim().trim_start_matches('v').split('.') {
        match part.parse() {
            Ok(number) => numbers.push(number),
            Err(_) => break,
        }
    }
    (!numbers.is_empty()).then_some(numbers)
}
