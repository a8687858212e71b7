//! Starts the page. Everything else is in the library.

#[cfg(target_arch = "wasm32")]
fn main() {
    dsomm_radar::ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program runs in a browser. Start it with: cargo xtask serve");
    std::process::exit(2);
}
