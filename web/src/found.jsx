// A strip of the pictures and files whose addresses an answer holds: people would rather look than read.
import { useMemo } from 'react';

const PICTURE = /^https?:\/\/.*\.(jpe?g|png|svg)(\?.*)?$/;
const FILE = /^https?:\/\/[^/]+(\/[^?]*)?\/download\/[^/]+$/;
const MOST = 40;

/** The addresses of pictures and files anywhere in an answer, each once, in its order. */
function found(answer) {
  const pictures = new Set();
  const files = new Map();
  const pending = [parsed(answer)];
  while (pending.length > 0 && pictures.size + files.size < MOST) {
    const value = pending.shift();
    if (!value || typeof value !== 'object') continue;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner !== 'string') pending.push(inner);
      // An address of ours does not say what it leads to.
      else if (PICTURE.test(inner) || name === 'previewUrl') pictures.add(inner);
      else if (FILE.test(inner)) files.set(inner, value.filename ?? (value.key ? `File of ${value.key}` : 'File'));
    }
  }
  return { pictures: [...pictures], files: [...files] };
}

function parsed(answer) {
  try {
    return JSON.parse(answer ?? 'null')?.data;
  } catch {
    return null;
  }
}

export function Found({ answer }) {
  const { pictures, files } = useMemo(() => found(answer), [answer]);
  if (pictures.length + files.length === 0) return null;
  return (
    <div className="portico-found" aria-label="Pictures and files of the answer">
      {pictures.length > 0 && (
        <div className="portico-row">
          {pictures.map((url, place) => (
            // By place: a later event has other addresses for the same pictures, which stay until those are there.
            <a key={place} href={url} className="portico-picture" target="_blank" rel="noreferrer">
              <img src={url} alt="" loading="lazy" />
            </a>
          ))}
        </div>
      )}
      {files.length > 0 && (
        <div className="portico-row">
          {files.map(([url, name]) => (
            <a key={url} href={url} className="portico-file" download>
              ⤓ {name}
            </a>
          ))}
        </div>
      )}
    </div>
  );
}
