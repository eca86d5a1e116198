import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** `LAPIDARY_URL` names the running server that `vite` (development) sends API requests to. */
const server = process.env['LAPIDARY_URL'] ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react()],
  // The strict content security policy of the server allows no data: addresses and no inline code.
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/v1': server, '/health': server } },
})
