//! Trains the page's first model with the library itself and writes it: `cargo run --bin opening -- FILE`.

use std::process::ExitCode;

use glasslm::session::shipped;

fn main() -> ExitCode {
    let Some(file) = std::env::args_os().nth(1) else {
        eprintln!("error: name the file to write");
        return ExitCode::FAILURE;
    };
    let written = shipped::opening()
        .map_err(|error| error.to_string())
        .and_then(|session| std::fs::write(&file, session.save_rounded()).map_err(|error| error.to_string()));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {}: {message}", file.display());
            ExitCode::FAILURE
        }
    }
}
