import { describe, expect, it } from 'vitest';
import { nodeRefusal } from '../../src/engine/nodeVersion.ts';

describe('the Node that the entries accept', () => {
  it.each(['22.12.0', '22.18.1', '24.21.0', '26.0.0'])('%s will do', (version) => expect(nodeRefusal(version)).toBeNull());
  it.each(['18.20.4', '20.20.2', '22.11.0'])('%s is refused with a sentence that names it', (version) => expect(nodeRefusal(version)).toContain(`this is Node ${version}`));
});
