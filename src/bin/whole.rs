//! The whole program: every page. It takes over from the first one, which holds only what a team
//! needs to answer and to see where it stands.

#[cfg(target_arch = "wasm32")]
fn main() {
    dsomm_radar::ui::start_whole();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program runs in a browser. Start it with: cargo xtask serve");
    std::process::exit(2);
}
