//! `shots`: pictures of every page in every look, width and amount of data, for people to look at.

use crate::browser;
use crate::run::{Result, program, root, run, say};

/// Where they go; git ignores it.
const OUT: &str = "shots";

/// Makes the pictures of the `dist/` that is there. `wanted`: parts of names, such as `heatmap` or
/// `dark+320`; none means all.
pub fn shots(wanted: &[String]) -> Result<()> {
    let dist = root().join("dist");
    if !dist.join("index.html").is_file() {
        return Err(format!(
            "There is no app to look at in {}; build it with `cargo xtask build`.",
            dist.display()
        ));
    }
    let browser = browser::browser()?;
    browser::packages(browser::E2E)?;
    say(
        "Makes pictures of every page",
        "20 minutes, or less where only some are named",
    );
    run(
        program("node")
            .arg("tests/e2e/shots.mjs")
            .args(wanted)
            .env("CHROMIUM", &browser.chromium)
            .env("DIST", &dist)
            .env("OUT", root().join(OUT)),
        "open the page that is named and see what is wrong",
    )
}
