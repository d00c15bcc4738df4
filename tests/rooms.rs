//! What is absent from this code, checked: imports that go up, a second place that knows JavaScript, markup made of data.

#![allow(clippy::unwrap_used, reason = "a test: what cannot be read fails it")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The modules of `src/lib.rs` in reading order: a room uses only the rooms above it.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    lib.lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod ")))
        .filter_map(|rest| rest.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` with one of these endings, in a fixed order.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if endings.iter().any(|e| entry.extension().is_some_and(|x| x == *e)) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

/// The code of a Rust file: without its comments, and without the unit tests at its end, which may use anything.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The rooms that `code` names by `crate::room`, also in a group `crate::{room, other::x}`.
fn named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            let mut heads = true;
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => heads = true,
                    c if depth == 0 && heads && (c.is_alphanumeric() || c == '_') => word.push(c),
                    c if depth == 0 && heads && !word.is_empty() && !c.is_whitespace() => heads = false,
                    _ => {}
                }
                if !heads || c == ',' {
                    names.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                }
            }
            names.extend((!word.is_empty()).then_some(word));
        } else {
            names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names
}

/// The rooms that a file of the module `path` names by way of `super`s that lead out of its own room.
fn named_from_below(code: &str, path: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find("super::") {
        rest = &rest[at..];
        let mut supers = 0;
        while let Some(after) = rest.strip_prefix("super::") {
            supers += 1;
            rest = after;
        }
        if supers >= path.len() {
            names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names
}

/// The rooms of the files that a file in `folder` of `src` takes in as text: by `include_str!`, or in the table of shaders.
fn included(code: &str, folder: &Path) -> Vec<String> {
    let quoted = code.split('"').skip(1).step_by(2).filter(|text| text.starts_with("../"));
    let room = |text: &str| {
        let mut parts: Vec<&str> = folder.iter().map(|part| part.to_str().unwrap()).collect();
        for part in Path::new(text).iter().map(|part| part.to_str().unwrap()) {
            if part == ".." { parts.truncate(parts.len().saturating_sub(1)) } else { parts.push(part) }
        }
        parts.first().map(|room| (*room).to_owned())
    };
    quoted.filter_map(room).collect()
}

#[test]
fn the_reader_of_imports_sees_every_way_out_of_a_room() {
    let path = ["train", "order"];
    assert_eq!(named_from_below("use super::super::run::Trainer; use super::Order;", &path), ["run"]);
    assert_eq!(named_from_below("use super::lm::Done;", &["train"]), ["lm"]);
    let shader = included(r#"x: "a.wgsl" "../../train/a.wgsl""#, Path::new("backend/webgpu"));
    assert_eq!(shader, ["train"]);
}

#[test]
fn the_reader_of_imports_sees_groups() {
    let names = named("use crate::{error::{Error, Result}, model::Config, rng};\nuse crate::text::Corpus;");
    assert_eq!(names, ["error", "model", "rng", "text"]);
}

#[test]
fn a_room_uses_only_the_rooms_above_it() {
    let rooms = rooms();
    assert!(rooms.len() > 10, "{rooms:?}");
    let place = |name: &str| rooms.iter().position(|room| room == name);
    let mut seen = 0;
    for file in files("src", &["rs"]) {
        let inside = file.strip_prefix(root().join("src")).unwrap();
        let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        let Some(here) = place(room) else {
            assert_eq!(room, "lib", "{} stands in no room that src/lib.rs names", file.display());
            continue;
        };
        let code = code(&fs::read_to_string(&file).unwrap());
        let mut path: Vec<&str> = inside.iter().map(|part| part.to_str().unwrap()).collect();
        let last = path.pop().unwrap().trim_end_matches(".rs");
        path.extend((last != "mod").then_some(last));
        let below = named_from_below(&code, &path);
        let texts = included(&code, inside.parent().unwrap());
        for name in named(&code).into_iter().chain(below).chain(texts) {
            if let Some(there) = place(&name) {
                assert!(there <= here, "{} uses {name}, which stands below it", file.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "no import was looked at");
}

/// A public function: its name, its head on one line, its body, and the lines above it.
struct Public<'a> {
    name: &'a str,
    head: String,
    body: String,
    comment: Vec<&'a str>,
}

fn public_functions(code: &str) -> Vec<Public<'_>> {
    let lines: Vec<&str> = code.lines().collect();
    let public = |at: usize| {
        let line = lines[at];
        let inner = line.trim_start();
        let rest = ["pub fn ", "pub async fn ", "pub unsafe fn ", "pub const fn "]
            .iter()
            .find_map(|start| inner.strip_prefix(start))?;
        let indent = &line[..line.len() - inner.len()];
        let ends = |line: &&str| line.trim_end().ends_with(['{', ';', '}']);
        let head = (at..lines.len()).find(|&i| ends(&lines[i])).unwrap_or(at);
        let closes = |line: &&str| line.strip_prefix(indent).is_some_and(|rest| rest.starts_with('}'));
        let end = (head..lines.len()).find(|&i| closes(&lines[i])).unwrap_or(head);
        // Read from below: an attribute of several lines begins at its end.
        let mut inside = false;
        let comment = lines[..at].iter().rev().take_while(|line| {
            let line = line.trim_start();
            let starts = line.starts_with(['/', '#']);
            inside = !starts && (inside || line == ")]");
            starts || inside
        });
        Some(Public {
            name: rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?,
            head: lines[at..=head].concat(),
            body: lines[head..=end].join("\n"),
            comment: comment.map(|line| line.trim_start()).collect(),
        })
    };
    (0..lines.len()).filter_map(public).collect()
}

/// The public functions that need a section of this name, and have none.
fn silent<'a>(code: &'a str, section: &str, needs: impl Fn(&Public<'_>) -> bool) -> Vec<&'a str> {
    let says = |public: &Public<'_>| public.comment.contains(&&*format!("/// # {section}"));
    let silent = public_functions(code).into_iter().filter(|public| needs(public) && !says(public));
    silent.map(|public| public.name).collect()
}

fn silent_about_errors(code: &str) -> Vec<&str> {
    silent(code, "Errors", |public| public.head.contains("-> Result<") || public.head.contains("-> JsResult"))
}

fn silent_about_panics(code: &str) -> Vec<&str> {
    let asserts = ["assert!(", "assert_eq!(", "assert_ne!("];
    silent(code, "Panics", |public| asserts.iter().any(|assert| public.body.contains(&format!(" {assert}"))))
}

#[test]
fn whatever_may_fail_says_when() {
    let said = "/// # Errors\n/// Never.\npub fn a(\n    x: u32,\n) -> Result<()> {\n}\n";
    assert!(silent_about_errors(said).is_empty());
    let attributed = "/// # Errors\n/// Never.\n#[one(\n    two = 3\n)]\npub fn a() -> Result<()> {\n}\n";
    assert!(silent_about_errors(attributed).is_empty());
    assert_eq!(silent_about_errors("/// One.\npub fn b() -> Result<u32> {\n}\n"), ["b"]);
    assert_eq!(silent_about_errors("/// One.\npub async fn c() -> JsResult {\n}\n"), ["c"]);
    let asserts = "pub fn d() {\n    assert!(one);\n}\npub fn e() {\n    debug_assert!(one);\n}\n";
    assert_eq!(silent_about_panics(asserts), ["d"]);
    assert!(
        silent_about_panics("/// # Panics\n/// At two.\npub fn f() {\n    assert!(one);\n}\n").is_empty()
    );
    for file in files("src", &["rs"]) {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(&text);
        let silent = silent_about_errors(code);
        assert!(silent.is_empty(), "{}: no \"# Errors\" at {silent:?}", file.display());
        let silent = silent_about_panics(code);
        assert!(silent.is_empty(), "{}: no \"# Panics\" at {silent:?}", file.display());
    }
}

/// The public types of some code.
fn public_types(code: &str) -> impl Iterator<Item = &str> {
    let kinds = ["pub struct ", "pub enum ", "pub trait "];
    let lines = code.lines().map(str::trim_start);
    let rests = lines.filter_map(move |line| kinds.iter().find_map(|kind| line.strip_prefix(kind)));
    rests.filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next())
}

#[test]
fn a_type_s_name_means_one_type() {
    let mut known: BTreeMap<String, PathBuf> = BTreeMap::new();
    for file in files("src", &["rs"]) {
        // The shell's classes are called as scripts know them, and so is what they wrap.
        if file.starts_with(root().join("src/web")) {
            continue;
        }
        for name in public_types(&fs::read_to_string(&file).unwrap()) {
            if let Some(other) = known.insert(name.to_owned(), file.clone()) {
                panic!("{name} is a type of {} and another one of {}", other.display(), file.display());
            }
        }
    }
    assert!(known.len() > 200, "only {} public types are found", known.len());
}

#[test]
fn only_the_shell_knows_javascript() {
    for file in files("src", &["rs"]) {
        if file.starts_with(root().join("src/web")) {
            continue;
        }
        let code = code(&fs::read_to_string(&file).unwrap());
        // Helpers have a clock: they are not in the page's own engine, which has none.
        let helps = file == root().join("src/backend/threads.rs");
        for name in ["wasm_bindgen", "js_sys", "web_sys", "serde_wasm_bindgen", "std::time"] {
            if helps && name == "std::time" {
                continue;
            }
            assert!(!code.contains(name), "{} names {name}", file.display());
        }
    }
}

#[test]
fn the_page_s_own_engine_has_no_threads() {
    let backend = fs::read_to_string(root().join("src/backend/mod.rs")).unwrap();
    let apart = "#[cfg(not(all(target_arch = \"wasm32\", target_os = \"unknown\")))]\nmod threads;";
    assert!(backend.contains(apart));
    for file in files("src", &["rs"]) {
        let helps = file == root().join("src/backend/threads.rs");
        let code = code(&fs::read_to_string(&file).unwrap());
        for name in ["thread::spawn", "thread::Builder", "thread::scope"] {
            let here = code.contains(name);
            assert!(helps || !here, "{} names {name}", file.display());
        }
    }
}

#[test]
fn data_never_becomes_markup() {
    for file in files("www", &["ts", "svelte", "js"]) {
        // What the page itself is may be read into a text; nothing can be assigned there.
        let text = fs::read_to_string(&file).unwrap().replace("${document.documentElement.outerHTML}", "");
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "{@html", "eval("] {
            assert!(!text.contains(sink), "{} uses {sink}", file.display());
        }
    }
}

#[test]
fn no_button_drops_the_focus_by_being_disabled() {
    let mut seen = 0;
    for file in files("www", &["svelte"]) {
        let text = fs::read_to_string(&file).unwrap();
        for tag in text.split("<button").skip(1) {
            // Up to the tag's end; an arrow function is no end.
            let tag = tag.replace("=>", "");
            let tag = tag.split('>').next().unwrap();
            let harmless = tag.replace("aria-disabled=", "");
            assert!(
                !harmless.contains("disabled="),
                "{}: say aria-disabled (www/views/frame/focus.ts): {tag}",
                file.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen} buttons were looked at");
}

#[test]
fn only_the_worker_and_the_reader_import_the_engine() {
    for file in files("www", &["ts", "svelte"]) {
        // The worker, the reader, and what is run when the page is built.
        if file.starts_with(root().join("www/worker"))
            || file == root().join("www/client/runtime/reader.ts")
            || file.to_str().unwrap().ends_with(".config.ts")
        {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines().filter(|line| line.contains("pkg/") && line.contains("import")) {
            // Others may name the file's address (Vite's `?url`) and the types.
            let harmless = line.contains("?url") || line.trim_start().starts_with("import type");
            assert!(harmless, "{}: {line}", file.display());
        }
    }
}

#[test]
fn the_top_level_stays_short() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "DESIGN.md",
        "LICENSE",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "index.html",
        "package.json",
        "package-lock.json",
        "clippy.toml",
        "rustfmt.toml",
        "src",
        "www",
        "tests",
        "xtask",
    ];
    let listed = std::process::Command::new("git").args(["ls-files"]).current_dir(root()).output();
    let Ok(listed) = listed else { return eprintln!("skipped: git is not here to list the files") };
    for path in String::from_utf8(listed.stdout).unwrap().lines() {
        let top = path.split('/').next().unwrap();
        assert!(top.starts_with('.') || allowed.contains(&top), "{top} does not belong at the top level");
    }
}

#[test]
fn lock_files_name_no_private_registry() {
    let cargo = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for line in cargo.lines().filter(|line| line.starts_with("source = ")) {
        assert!(line.contains("registry+https://github.com/rust-lang/crates.io-index"), "Cargo.lock: {line}");
    }
    // npm fills in its own default where a package has no address of its own.
    let npm = fs::read_to_string(root().join("package-lock.json")).unwrap();
    assert!(!npm.contains("\"resolved\""), "package-lock.json holds download addresses");
}
