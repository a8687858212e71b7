//! Two programs of one name: compiled for WebAssembly it starts the page, compiled for a computer it
//! is the command line. Everything else is in the library.

#[cfg(target_arch = "wasm32")]
fn main() {
    dsomm_radar::ui::start();
}

/// Assessments are made of many small pieces: with the system's allocator half of the time of a merge
/// goes into asking for them and giving them back.
#[cfg(not(target_arch = "wasm32"))]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    dsomm_radar::cli::start()
}
