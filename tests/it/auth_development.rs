//! Development mode makes its own tokens, and so does `portico token`; production mode does not.

use std::{os::unix::fs::PermissionsExt, path::Path, process::Command};

use serde_json::json;

use crate::support::{
    process::{Process, addr},
    raw::{Reply, Request},
};

/// `portico token` in this folder: the token, or what was complained about.
fn token(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_portico"))
        .arg("token")
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim().to_owned();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

async fn viewer(url: &str, token: &str) -> Reply {
    let document = "{ viewer { subject tenant scopes } }";
    Request::query(document).header("authorization", format!("Bearer {token}")).send(addr(url)).await
}

#[tokio::test]
async fn a_token_of_the_command_line_is_good_at_a_running_server_until_its_key_is_removed() {
    let mut process = Process::start(&["serve"], &[]);
    let graphql = process.line("GraphQL");
    let folder = process.folder.path();
    let arguments = ["--scopes", "items:read,account:read", "--ttl", "15m", "--subject", "ann", "--tenant", "acme"];
    let minted = token(folder, &arguments, &[]).unwrap();
    let reply = viewer(&graphql, &minted).await;
    let expected = json!({ "subject": "ann", "tenant": "acme", "scopes": ["items:read", "account:read"] });
    assert_eq!((reply.status, &reply.json()["data"]["viewer"]), (200, &expected), "{reply:?}");
    let key = folder.join("portico-data/development.key");
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let all = token(folder, &[], &[]).unwrap();
    let scopes = viewer(&graphql, &all).await.json()["data"]["viewer"]["scopes"].take();
    assert_eq!(scopes.as_array().map(Vec::len), Some(portico::auth::Scope::ALL.len()), "{scopes}");
    std::fs::remove_file(&key).unwrap();
    assert_eq!(viewer(&graphql, &minted).await.status, 401);
}

#[tokio::test]
async fn tokens_of_another_folder_and_keys_that_others_can_read_are_refused() {
    let mut process = Process::start(&["serve"], &[]);
    let graphql = process.line("GraphQL");
    let elsewhere = tempfile::TempDir::new().unwrap();
    let foreign = token(elsewhere.path(), &[], &[]).unwrap();
    let refused = viewer(&graphql, &foreign).await;
    let said = refused.json()["errors"][0]["message"].take();
    let expected =
        "The token's key is not known: it is of another start or data folder. Reload the page, or run `portico token`.";
    assert_eq!((refused.status, said.as_str()), (401, Some(expected)));
    let ours = token(process.folder.path(), &[], &[]).unwrap();
    assert_eq!(viewer(&graphql, &foreign).await.status, 401);
    assert_eq!(viewer(&graphql, &ours).await.status, 200);
    let key = process.folder.path().join("portico-data/development.key");
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o644)).unwrap();
    assert_eq!(viewer(&graphql, &ours).await.status, 401);
    assert!(token(process.folder.path(), &[], &[]).unwrap_err().contains("others may read it"));
    let (_, logged) = process.stop("-TERM");
    assert!(logged.contains("others may read it") && !logged.contains(&ours), "{logged}");
}

#[test]
fn production_makes_no_tokens_and_does_not_start_without_an_issuer() {
    let folder = tempfile::TempDir::new().unwrap();
    let production = [
        ("PORTICO_MODE", "production"),
        ("PORTICO_AUTH__ANONYMOUS", "true"),
        ("PORTICO_SANDBOX__ALLOWED_IN_PRODUCTION", "true"),
    ];
    let refused = token(folder.path(), &[], &production).unwrap_err();
    assert!(refused.contains("production"), "{refused}");
    assert!(folder.path().read_dir().unwrap().next().is_none(), "no key was made");
    let nobody: Vec<_> = production.into_iter().filter(|(name, _)| !name.contains("AUTH")).collect();
    let mut process = Process::start(&["serve"], &nobody);
    assert!(!process.child.wait().unwrap().success());
    assert!(process.complaint().contains("auth.issuer"));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let folder = tempfile::TempDir::new().unwrap();
    for (arguments, expected) in [
        (&["--scopes", "items:raed"][..], "items:raed"),
        (&["--ttl", "soon"][..], "--ttl"),
        (&["--ttl", "90"][..], "--ttl"),
    ] {
        let refused = token(folder.path(), arguments, &[]).unwrap_err();
        assert!(refused.contains(expected), "{refused}");
    }
    let unknown = [("PORTICO_AUTH__ANONYMOUS_SCOPES", "items:read,items:raed")];
    let mut process = Process::start(&["serve"], &unknown);
    assert!(!process.child.wait().unwrap().success());
    assert!(process.complaint().contains("auth.anonymous_scopes"));
}
