//! `cargo xtask start`: the page on this machine, kept up to date while its sources change.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::{EventKind, RecursiveMode, Watcher};

use crate::build::{self, Engine};
use crate::run::{Outcome, root};
use crate::tools;

const DEFAULT_PORT: u16 = 8080;
/// Editors write a file in several bursts; one build follows the last of them.
const QUIET: Duration = Duration::from_millis(200);

/// Builds, serves and rebuilds until Ctrl-C.
pub(crate) fn start() -> Outcome {
    let port = port(std::env::var("PORT").ok().as_deref())?;
    free(port)?;
    tools::wasm_targets()?;
    tools::npm_packages()?;
    build::engine(Engine::Fast)?;
    build::opening()?;
    free(port)?;

    let (sender, events) = channel();
    let interrupted = sender.clone();
    ctrlc::set_handler(move || drop(interrupted.send(Event::Stop)))
        .map_err(|error| format!("Ctrl-C cannot be handled: {error}"))?;
    let _watcher = watch(&[root().join("src"), root().join("Cargo.toml")], sender)?;

    // Vite serves the page, reloads it when a front-end source or the engine in pkg/ changes.
    let mut server = build::tool("vite")
        .args([
            "--config",
            "www/vite.config.ts",
            "--host",
            "127.0.0.1",
            "--strictPort",
            "--clearScreen",
            "false",
        ])
        .args(["--logLevel", "warn", "--port", &port.to_string()])
        .spawn()
        .map_err(|error| format!("Vite could not be started: {error}"))?;
    let outcome = serve(&mut server, port, &events);
    // Gone already is as good as stopped.
    drop(server.kill());
    drop(server.wait());
    outcome
}

/// Tells of every change of these files, and of those inside these folders, until it is dropped.
fn watch(sources: &[PathBuf], sender: Sender<Event>) -> Outcome<impl Watcher + use<>> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading a source is an event too; only a change asks for a build.
        if event.is_ok_and(|event| !matches!(event.kind, EventKind::Access(_))) {
            drop(sender.send(Event::Changed));
        }
    })
    .map_err(|error| format!("the sources cannot be watched: {error}"))?;
    for source in sources {
        watcher
            .watch(source, RecursiveMode::Recursive)
            .map_err(|error| format!("{} cannot be watched: {error}", source.display()))?;
    }
    Ok(watcher)
}

enum Event {
    Changed,
    Stop,
}

fn serve(server: &mut Child, port: u16, events: &Receiver<Event>) -> Outcome {
    let mut announced = false;
    loop {
        match events.recv_timeout(QUIET) {
            Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Ok(Event::Changed) => {
                if stopped_while_settling(events) {
                    return Ok(());
                }
                println!("A Rust source changed: building the engine");
                match build::engine(Engine::Fast) {
                    Ok(()) => println!("The engine is up to date"),
                    // A mistake in a source is for its author to mend; the page stays up meanwhile.
                    Err(message) => eprintln!("error: {message}"),
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        if let Ok(Some(status)) = server.try_wait() {
            return Err(format!("Vite stopped by itself ({status})"));
        }
        if !announced && TcpStream::connect(("127.0.0.1", port)).is_ok() {
            announced = true;
            println!("GlassLM is at http://127.0.0.1:{port}/ (Ctrl-C stops it)");
        }
    }
}

/// Waits for the end of a burst of changes; true when the wish to stop came in between.
fn stopped_while_settling(events: &Receiver<Event>) -> bool {
    loop {
        match events.recv_timeout(QUIET) {
            Ok(Event::Changed) => {}
            Ok(Event::Stop) => return true,
            Err(_) => return false,
        }
    }
}

/// The port that `PORT` asks for.
fn port(wish: Option<&str>) -> Outcome<u16> {
    let Some(wish) = wish else { return Ok(DEFAULT_PORT) };
    match wish.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(format!("PORT={wish} is not a port: give a whole number from 1 to 65535")),
    }
}

fn free(port: u16) -> Outcome {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!(
            "port {port} cannot be used ({error}); choose another, as in `PORT=8081 cargo xtask start`"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn is_a_burst_of_changes_one_wish_to_build_and_is_reading_none() {
        let folder = std::env::temp_dir().join(format!("glasslm-watch-{}", std::process::id()));
        fs::create_dir_all(folder.join("deep")).unwrap();
        let source = folder.join("deep/kernel.rs");
        fs::write(&source, "one").unwrap();
        let (sender, events) = channel();
        let watcher = watch(std::slice::from_ref(&folder), sender).unwrap();
        for burst in ["two", "three"] {
            fs::write(&source, burst).unwrap();
            fs::write(folder.join("new.rs"), burst).unwrap();
            assert!(matches!(events.recv_timeout(Duration::from_secs(30)), Ok(Event::Changed)));
            assert!(!stopped_while_settling(&events));
            assert_eq!(fs::read_to_string(&source).unwrap(), burst);
            assert!(matches!(events.recv_timeout(2 * QUIET), Err(RecvTimeoutError::Timeout)));
        }
        drop(watcher);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn is_a_wrong_port_refused_with_what_would_be_right() {
        assert_eq!(port(None), Ok(DEFAULT_PORT));
        assert_eq!(port(Some("9000")), Ok(9000));
        for wrong in ["", "0", "65536", "-1", "web"] {
            assert!(port(Some(wrong)).is_err_and(|message| message.contains("1 to 65535")), "{wrong}");
        }
    }

    #[test]
    fn is_a_taken_port_noticed() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).expect("some port is free");
        let port = taken.local_addr().expect("it is bound").port();
        assert!(free(port).is_err_and(|message| message.contains(&port.to_string())));
    }
}
