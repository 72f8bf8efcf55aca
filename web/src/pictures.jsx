// A strip of the pictures whose addresses an answer holds: people would rather look than read.
const PICTURE = /^https?:\/\/.*\.(jpe?g|png|svg)(\?.*)?$/;
const MOST = 40;

/** The addresses of pictures anywhere in an answer, each once, in its order. */
export function pictureUrls(data) {
  const found = new Set();
  const pending = [data];
  while (pending.length > 0 && found.size < MOST) {
    const value = pending.shift();
    if (typeof value === 'string') {
      if (PICTURE.test(value)) found.add(value);
    } else if (value && typeof value === 'object') {
      pending.push(...Object.values(value));
    }
  }
  return [...found];
}

export function Pictures({ urls }) {
  if (urls.length === 0) return null;
  return (
    <div className="portico-pictures" aria-label="Pictures of the answer">
      {urls.map((url) => (
        <a key={url} href={url} target="_blank" rel="noreferrer">
          <img src={url} alt="" loading="lazy" />
        </a>
      ))}
    </div>
  );
}
