//! What must be on the machine before anything can be built, put there when it is missing.

use std::fs;

use crate::run::{Outcome, answers, cargo, command, finish, root};

/// The wasm target of the toolchain in use.
pub fn wasm_target() -> Outcome {
    let folder =
        command("rustc").args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]).output();
    let present =
        folder.is_ok_and(|out| std::path::Path::new(String::from_utf8_lossy(&out.stdout).trim()).is_dir());
    if present {
        return Ok(());
    }
    println!("Installing the wasm32-unknown-unknown target");
    finish(command("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

/// A target of 32 bits whose programs run here. It brings its own C library, so that no other package is needed.
pub fn narrow_target() -> Outcome<&'static str> {
    const TARGET: &str = "i686-unknown-linux-musl";
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err("only Linux on x86-64 runs programs of 32 bits that this task can build".into());
    }
    let folder = command("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    let present =
        folder.is_ok_and(|out| std::path::Path::new(String::from_utf8_lossy(&out.stdout).trim()).is_dir());
    if !present {
        println!("Installing the {TARGET} target");
        finish(command("rustup").args(["target", "add", TARGET]))?;
    }
    Ok(TARGET)
}

/// rustfmt and clippy; a minimal toolchain comes without them.
pub fn rust_components() -> Outcome {
    for (program, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        let present = cargo().args([program, "--version"]).output().is_ok_and(|out| out.status.success());
        if !present {
            println!("Installing {component}");
            finish(command("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

/// The npm packages, exactly those of package-lock.json, installed again only when that file has changed.
pub fn npm_packages() -> Outcome {
    if !answers("node", &["--version"]) || !answers("npm", &["--version"]) {
        return Err("Node.js 20.19 or newer with npm is needed: see https://nodejs.org".into());
    }
    let lock =
        fs::read(root().join("package-lock.json")).map_err(|error| format!("package-lock.json: {error}"))?;
    // The lock file that was installed, kept beside the packages: the same bytes mean nothing to do.
    let stamp = root().join("node_modules/.installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("Installing the npm packages");
    finish(command("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    fs::write(&stamp, lock).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// Where a Chromium stands on this machine; on Debian, as root, it is installed when there is none.
pub fn chromium() -> Outcome<String> {
    if let Ok(chosen) = std::env::var("CHROME") {
        return if answers(&chosen, &["--version"]) {
            Ok(chosen)
        } else {
            Err(format!("CHROME={chosen} does not start; name a Chromium or Chrome, or leave it out"))
        };
    }
    let known = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let find = || known.iter().find_map(|name| located(name));
    if let Some(found) = find() {
        return Ok(found);
    }
    if can_install() {
        println!("Installing Chromium for the browser tests");
        install(&["chromium", "fonts-dejavu-core"])?;
    }
    find().ok_or_else(|| {
        "the browser tests need Chromium: install it (on Debian `sudo apt install chromium`), or name one in CHROME".into()
    })
}

/// Firefox, and WebKit with a display that nobody sees, for the page's main walk; installed on Debian as root where they are missing.
/// Elsewhere the walk skips the browser that is not there.
pub fn other_browsers() -> Outcome {
    let missing = [
        ("firefox-esr", located("firefox-esr").or_else(|| located("firefox")).is_none()),
        ("webkit2gtk-driver", located("WebKitWebDriver").is_none()),
        ("xvfb", located("Xvfb").is_none()),
        // xvfb-run keeps other people from the display with it.
        ("xauth", located("xauth").is_none()),
    ];
    let missing: Vec<&str> = missing.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name).collect();
    if missing.is_empty() || !can_install() {
        return Ok(());
    }
    println!("Installing {} for the walk in other browsers", missing.join(", "));
    install(&missing)
}

/// A Vulkan driver for the graphics card's tests: Mesa's, which computes in software where there is no card, is installed on Debian as
/// root where there is none.
pub fn vulkan() -> Outcome {
    let here = || {
        ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"]
            .iter()
            .any(|folder| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()))
    };
    if here() || std::env::var_os("VK_DRIVER_FILES").is_some() || !cfg!(target_os = "linux") {
        return Ok(());
    }
    if can_install() {
        println!("Installing Mesa's software Vulkan driver for the graphics card's tests");
        install(&["mesa-vulkan-drivers", "libvulkan1"])?;
    }
    if here() {
        return Ok(());
    }
    Err("no Vulkan driver is installed (on Debian `sudo apt install mesa-vulkan-drivers`)".into())
}

/// A Python that has PyTorch, for the test of what the page exports: `TORCH_PYTHON`, or a virtual environment under `target/`, which is
/// made here. On Debian, as root, from Debian's own package, a tenth of the size of the one in PyPI, which brings CUDA; elsewhere from
/// PyTorch's index of CPU builds.
pub fn torch() -> Outcome<String> {
    let works = |python: &str| {
        let outcome = command(python).args(["-c", "import numpy, torch.distributed"]).output();
        outcome.is_ok_and(|out| out.status.success())
    };
    if let Ok(chosen) = std::env::var("TORCH_PYTHON") {
        return if works(&chosen) {
            Ok(chosen)
        } else {
            Err(format!(
                "TORCH_PYTHON={chosen} has no PyTorch with NumPy; name another Python, or leave it out"
            ))
        };
    }
    let folder = root().join("target/torch");
    let python = folder.join("bin/python").to_string_lossy().into_owned();
    if works(&python) {
        return Ok(python);
    }
    let folder = folder.to_string_lossy().into_owned();
    if can_install() {
        println!("Installing PyTorch for the test of the export");
        install(&["python3-torch"])?;
        let make = ["-m", "venv", "--clear", "--without-pip", "--system-site-packages", &folder];
        finish(command("/usr/bin/python3").args(make))?;
    } else if answers("python3", &["--version"]) {
        println!("Installing PyTorch for the test of the export");
        finish(command("python3").args(["-m", "venv", "--clear", &folder]))?;
        let index = "https://download.pytorch.org/whl/cpu";
        let from = ["-m", "pip", "install", "--quiet", "--retries", "1", "--index-url", index];
        finish(command(&python).args(from).args(["torch", "numpy"]))?;
    }
    if works(&python) {
        return Ok(python);
    }
    Err("the test of the export needs Python with PyTorch and NumPy: install them, and name that Python in TORCH_PYTHON".into())
}

/// A Python that has JupyterLab and anywidget, for the test of the page in a notebook: `JUPYTER_PYTHON`, or a virtual environment under
/// `target/`, which is made here.
pub fn jupyter() -> Outcome<String> {
    let works = |python: &str| {
        let outcome = command(python).args(["-c", "import jupyterlab, anywidget"]).output();
        outcome.is_ok_and(|out| out.status.success())
    };
    let failed = "the test in a notebook needs Python with JupyterLab and anywidget: install them, and name that Python in JUPYTER_PYTHON";
    if let Ok(chosen) = std::env::var("JUPYTER_PYTHON") {
        return if works(&chosen) { Ok(chosen) } else { Err(failed.into()) };
    }
    let folder = root().join("target/jupyter");
    let python = folder.join("bin/python").to_string_lossy().into_owned();
    if !works(&python) && answers("python3", &["--version"]) {
        println!("Installing JupyterLab for the test in a notebook");
        finish(command("python3").args(["-m", "venv", "--clear", &folder.to_string_lossy()]))?;
        let packages = ["jupyterlab==4.6.6", "anywidget==0.11.0"];
        finish(command(&python).args(["-m", "pip", "install", "--quiet", "--retries", "1"]).args(packages))?;
    }
    if works(&python) { Ok(python) } else { Err(failed.into()) }
}

/// A Python that has KenLM, for the test of the n-grams' files: `KENLM_PYTHON`, or a virtual environment under `target/`, where pip
/// compiles it. Where CMake is missing, Debian's is installed as root, with its compiler and Python.
pub fn kenlm() -> Outcome<String> {
    let works = |python: &str| {
        let outcome = command(python).args(["-c", "import kenlm"]).output();
        outcome.is_ok_and(|out| out.status.success())
    };
    let failed = "the test of the n-grams' files needs Python with kenlm: install it, and name that Python in KENLM_PYTHON";
    if let Ok(chosen) = std::env::var("KENLM_PYTHON") {
        return if works(&chosen) { Ok(chosen) } else { Err(failed.into()) };
    }
    let folder = root().join("target/kenlm");
    let python = folder.join("bin/python").to_string_lossy().into_owned();
    let make = |maker: &str| {
        finish(command(maker).args(["-m", "venv", "--clear", &folder.to_string_lossy()]))?;
        let pip = |what: &[&str]| {
            finish(command(&python).args(["-m", "pip", "install", "--quiet", "--retries", "1"]).args(what))
        };
        pip(&["setuptools", "wheel"])?;
        // With the tools that are there: in isolation pip may compile a CMake of its own first, for half an hour.
        pip(&["--no-build-isolation", "kenlm==0.3.0"])
    };
    if !works(&python) && answers("python3", &["--version"]) {
        println!("Installing KenLM for the test of the n-grams' files");
        if !answers("cmake", &["--version"]) && can_install() {
            install(&["cmake", "g++", "python3-dev", "python3-venv"])?;
        }
        if make("python3").is_err() && can_install() {
            make("/usr/bin/python3")?;
        }
    }
    if works(&python) { Ok(python) } else { Err(failed.into()) }
}

/// Whether this is Debian, or like it, and we are root.
fn can_install() -> bool {
    let is_root = command("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0\n"));
    is_root && answers("apt-get", &["--version"])
}

fn install(packages: &[&str]) -> Outcome {
    finish(command("apt-get").args(["update", "-qq"]))?;
    finish(
        command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(packages),
    )
}

/// The full path of a program of the PATH.
fn located(name: &str) -> Option<String> {
    let folders = std::env::var_os("PATH")?;
    let found =
        std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())?;
    Some(found.to_string_lossy().into_owned())
}
