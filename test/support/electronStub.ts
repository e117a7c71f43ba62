// `electron` resolves to this file in tests. A test of the shell replaces it with `vi.mock('electron', …)`.
throw new Error('electron was imported by a test that does not mock it: no test needs the Electron binary');
