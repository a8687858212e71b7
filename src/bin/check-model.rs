//! `check-model`: the check of model files, under the name that it had before there was a command
//! line. `dsomm-radar check` does the same, and checks assessments too.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    dsomm_radar::cli::check_model()
}
