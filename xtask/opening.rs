//! Trains the bundled corpora's models with the library itself and writes each: `cargo run --bin opening -- FOLDER`.

use std::path::PathBuf;
use std::process::ExitCode;

use glasslm::session::shipped;
use glasslm::text::corpora;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("error: name the folder to write to");
        return ExitCode::FAILURE;
    };
    for bundled in corpora::all() {
        let file = folder.join(bundled.name).with_extension("safetensors");
        let written = shipped::trained(bundled.name).map_err(|error| error.to_string()).and_then(|session| {
            std::fs::write(&file, session.save_rounded()).map_err(|error| error.to_string())
        });
        if let Err(message) = written {
            eprintln!("error: {}: {message}", file.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
