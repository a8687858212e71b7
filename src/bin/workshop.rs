//! The Model page's workshop: a program of its own, loaded when the page is first opened, so that
//! nobody else has to download it.

#[cfg(target_arch = "wasm32")]
fn main() {
    dsomm_radar::ui::start_workshop();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program runs in a browser. Start it with: cargo xtask serve");
    std::process::exit(2);
}
