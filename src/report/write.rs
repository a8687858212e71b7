//! What both writers need.

/// Name of a file with a report: "shop-2026-report.html".
pub fn file_name(title: &str, ending: &str) -> String {
    let slug = match crate::model::slug(title) {
        text if text.is_empty() => "assessment".to_owned(),
        text => text,
    };
    format!("{slug}-report.{ending}")
}
