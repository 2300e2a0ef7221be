//! The `lacuna` binary: see the library's architecture page.

fn main() -> std::process::ExitCode {
    lacuna::cli::run()
}
