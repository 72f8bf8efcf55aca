import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Everything is relative, so that the page works under a portal's prefix.
  base: './',
  plugins: [react()],
  server: { fs: { allow: ['..'] } },
  worker: { format: 'es' },
  build: {
    // The Content-Security-Policy allows no inlined scripts or workers.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 5000,
    target: 'es2022',
  },
});
