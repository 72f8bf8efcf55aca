//! The parameters of a command, as PHP-style form fields.

use jiff::Timestamp;

/// The parameters of one command.
#[derive(Clone, Debug)]
pub(super) struct Params {
    /// The command's name.
    pub(super) command: &'static str,
    fields: Vec<(String, String)>,
}

impl Params {
    /// A command without parameters.
    pub(super) fn new(command: &'static str) -> Self {
        Self { command, fields: Vec::new() }
    }

    /// Adds a parameter.
    pub(super) fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.fields.push((name.into(), value.to_string()));
        self
    }

    /// Adds a parameter where there is a value.
    pub(super) fn maybe(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds a truth: `1` or `0`.
    pub(super) fn flag(self, name: &str, value: bool) -> Self {
        self.with(name, u8::from(value))
    }

    /// Adds a list, with explicit keys as the vendor's own library does.
    pub(super) fn list(self, name: &str, values: impl IntoIterator<Item = impl ToString>) -> Self {
        values.into_iter().enumerate().fold(self, |params, (key, value)| params.with(format!("{name}[{key}]"), value))
    }

    /// Adds a time, where there is one: `YYYY-MM-DD HH:MM:SS`, UTC.
    pub(super) fn time(self, name: &str, at: Option<Timestamp>) -> Self {
        self.maybe(name, at.map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string()))
    }

    /// The form's body, with what every call has.
    pub(super) fn encode(&self, api_key: &str, session: Option<&str>) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("dp_command", self.command).append_pair("dp_apikey", api_key);
        if let Some(session) = session {
            form.append_pair("dp_session_id", session);
        }
        form.extend_pairs(&self.fields).finish()
    }
}
