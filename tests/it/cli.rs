//! The command line: what it prints, and how it fails.

use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::{raw::Request, transport::Transport};

/// Runs the binary in an empty folder with an empty environment but for `variables`.
fn portico(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let folder = TempDir::new().unwrap();
    Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .current_dir(folder.path())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_default_configuration_is_printed_and_can_be_used_as_it_is() {
    let printed = portico(&["config", "default"], &[]);
    assert!(printed.status.success());
    assert_eq!(text(&printed.stdout), include_str!("../../portico.toml"));
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, &printed.stdout).unwrap();
    let checked = portico(&["config", "check", "--config", file.to_str().unwrap()], &[]);
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    let by_variable = portico(&["config", "check"], &[("PORTICO_CONFIG", file.to_str().unwrap())]);
    assert_eq!(text(&by_variable.stdout), text(&checked.stdout));
}

#[test]
fn a_check_says_what_the_configuration_comes_to_without_its_secrets() {
    let checked = portico(
        &["config", "check"],
        &[
            ("PORTICO_MODE", "production"),
            ("PORTICO_AUTH__ANONYMOUS", "true"),
            ("PORTICO_PROVIDERS__DEPOSITPHOTOS__URL", "https://api.example/"),
            ("PORTICO_PROVIDERS__DEPOSITPHOTOS__API_KEY", "hidden-key"),
            ("PORTICO_PROVIDERS__DEPOSITPHOTOS__PASSWORD", "hidden-password"),
        ],
    );
    assert!(checked.status.success());
    let said = text(&checked.stdout);
    assert!(said.contains("production") && said.contains("https://api.example/"), "{said}");
    assert!(!said.contains("hidden"), "{said}");
}

#[test]
fn a_configuration_that_cannot_be_used_is_an_error_that_names_the_setting() {
    for (variable, value, expected) in [
        ("PORTICO_HTTP__LISTEN", "nowhere", "http.listen"),
        ("PORTICO_HTTP__LISTEN", "localhost:1", "like 127.0.0.1:4000"),
        ("PORTICO_HTTP__BODY_LIMIT", "lots", "http.body_limit"),
        ("PORTICO_HTTP__LISTNE", "127.0.0.1:1", "listne"),
        ("PORTICO_SURPRISE__IT", "1", "surprise"),
        ("PORTICO_MODE", "production", "providers.depositphotos.url"),
    ] {
        let checked = portico(&["config", "check"], &[(variable, value)]);
        let said = text(&checked.stderr);
        assert_eq!((checked.status.success(), checked.stdout.len()), (false, 0));
        assert!(said.starts_with("portico: ") && said.contains(expected), "{variable}: {said}");
    }
    for arguments in [&["serve", "--listen", "localhost:7843"][..], &["serve", "--sandbox-listen", "7843"]] {
        let refused = portico(arguments, &[]);
        let said = text(&refused.stderr);
        assert!(!refused.status.success() && said.contains("an IP address and a port, like 127.0.0.1:4000"), "{said}");
    }
    let missing = portico(&["config", "check", "-c", "missing.toml"], &[]);
    assert!(!missing.status.success() && text(&missing.stderr).contains("missing.toml"));
}

#[tokio::test]
async fn a_health_check_asks_the_façade_that_is_configured() {
    let transport = Transport::start().await;
    let listen = transport.addr.to_string();
    assert_eq!(Request::new("GET", "/healthz").send(transport.addr).await.status, 200);
    let check = |listen: String| async {
        tokio::task::spawn_blocking(move || portico(&["healthcheck"], &[("PORTICO_HTTP__LISTEN", &listen)]))
            .await
            .unwrap()
    };
    let well = check(listen.clone()).await;
    assert!(well.status.success(), "{}", text(&well.stderr));
    transport.server.stop().await;
    let gone = check(listen.clone()).await;
    assert!(!gone.status.success() && text(&gone.stderr).contains(&listen), "{}", text(&gone.stderr));
}
