//! Two programs of one name: compiled for WebAssembly it starts the page, compiled for a computer it
//! is the command line. Everything else is in the library.

#[cfg(target_arch = "wasm32")]
fn main() {
    dsomm_radar::ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    dsomm_radar::cli::start()
}
