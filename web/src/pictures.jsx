// A strip of the pictures whose addresses an answer holds: people would rather look than read.
const PICTURE = /^https?:\/\/.*\.(jpe?g|png|svg)(\?.*)?$/;
const MOST = 40;

/** The addresses of pictures anywhere in an answer, each once, in its order. */
export function pictureUrls(data) {
  const found = new Set();
  const pending = [['', data]];
  while (pending.length > 0 && found.size < MOST) {
    const [name, value] = pending.shift();
    if (typeof value === 'string') {
      // Our own addresses do not say what they lead to.
      if (PICTURE.test(value) || name === 'previewUrl') found.add(value);
    } else if (value && typeof value === 'object') {
      pending.push(...Object.entries(value));
    }
  }
  return [...found];
}

export function Pictures({ urls }) {
  if (urls.length === 0) return null;
  return (
    <div className="portico-pictures" aria-label="Pictures of the answer">
      {urls.map((url, place) => (
        // By place: a later event has other addresses for the same pictures, and those that are shown stay until then.
        <a key={place} href={url} target="_blank" rel="noreferrer">
          <img src={url} alt="" loading="lazy" />
        </a>
      ))}
    </div>
  );
}
