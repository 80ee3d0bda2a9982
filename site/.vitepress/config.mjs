import { defineConfig } from 'vitepress';
import sidebar from './sidebar.json' with { type: 'json' };

export default defineConfig({
  title: '@dspex/jest-preset',
  description: 'Test code that talks to language models, and DSPy programs, from Jest.',
  lang: 'en-GB',
  // So that pages can be opened from any folder of any server.
  base: process.env.DOCS_BASE ?? '/',
  outDir: 'dist',
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar,
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Options', link: '/options' },
      { text: 'Errors', link: '/errors' },
      { text: 'API', link: '/api/' },
    ],
  },
});
