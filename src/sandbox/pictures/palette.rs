//! Colours that go together, from one of the stock's seventeen.

/// The colours of a picture, as `#rrggbb`.
pub(super) struct Palette {
    /// The sky's top, a wall's dark side.
    pub(super) top: String,
    /// The sky at the horizon, a wall's light side.
    pub(super) bottom: String,
    /// Far away.
    pub(super) far: String,
    /// In the middle.
    pub(super) mid: String,
    /// Close by.
    pub(super) near: String,
    /// What stands out.
    pub(super) accent: String,
    /// What stands beside it.
    pub(super) second: String,
    /// The darkest.
    pub(super) ink: String,
    /// The lightest.
    pub(super) paper: String,
    /// Of the sun, the moon and lamps.
    pub(super) glow: String,
    /// Whether the picture is dark.
    pub(super) dark: bool,
}

/// Hue in degrees, saturation and lightness in percent.
const COLORS: [(f64, f64, f64); 17] = [
    (226.0, 62.0, 27.0),
    (213.0, 82.0, 55.0),
    (184.0, 68.0, 62.0),
    (138.0, 48.0, 32.0),
    (92.0, 62.0, 54.0),
    (47.0, 95.0, 64.0),
    (30.0, 95.0, 60.0),
    (24.0, 88.0, 80.0),
    (2.0, 76.0, 54.0),
    (350.0, 62.0, 29.0),
    (26.0, 48.0, 33.0),
    (322.0, 78.0, 64.0),
    (276.0, 48.0, 42.0),
    (208.0, 12.0, 78.0),
    (215.0, 8.0, 52.0),
    (228.0, 18.0, 13.0),
    (206.0, 28.0, 94.0),
];

impl Palette {
    /// For a colour 1 to 17 in one of its three lights.
    pub(super) fn new(color: u8, light: usize) -> Self {
        let (h, s, l) = COLORS[usize::from(color.clamp(1, 17)) - 1];
        // The first two lights lean to a neighbouring hue, the third stays in tone.
        let lean = [26.0, -24.0, 6.0][light % 3];
        let dark = l < 40.0;
        let muted = s.min(60.0);
        Self {
            top: hsl(h, s, l * 0.86),
            bottom: hsl(h + lean, s * 0.9, (l + if dark { 22.0 } else { 16.0 }).min(95.0)),
            far: hsl(h + lean * 0.5, muted * 0.75, l * 0.78 + 6.0),
            mid: hsl(h + lean * 0.3, muted * 0.85, l * 0.58 + 3.0),
            near: hsl(h, muted * 0.9, l * 0.36 + 2.0),
            accent: hsl(h + 168.0 + lean, s.max(58.0), 58.0),
            second: hsl(h + 36.0 - lean, s.max(50.0), if dark { 62.0 } else { 46.0 }),
            ink: hsl(h, muted.min(40.0), 11.0),
            paper: hsl(h + lean, 35.0, 96.0),
            glow: if dark { hsl(48.0, 80.0, 88.0) } else { hsl(h + 20.0, 95.0, 90.0) },
            dark,
        }
    }
}

/// `#rrggbb` of hue, saturation and lightness.
fn hsl(h: f64, s: f64, l: f64) -> String {
    let (s, l) = (s.clamp(0.0, 100.0) / 100.0, l.clamp(0.0, 100.0) / 100.0);
    let a = s * l.min(1.0 - l);
    let channel = |n: f64| {
        let k = (n + h.rem_euclid(360.0) / 30.0) % 12.0;
        ((l - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)) * 255.0).round() as u8
    };
    format!("#{:02x}{:02x}{:02x}", channel(0.0), channel(8.0), channel(4.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hues_become_channels() {
        assert_eq!(hsl(0.0, 100.0, 50.0), "#ff0000");
        assert_eq!(hsl(240.0, 100.0, 50.0), "#0000ff");
        assert_eq!(hsl(-240.0, 100.0, 50.0), "#00ff00");
    }
}
