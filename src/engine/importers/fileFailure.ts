import { failed, type Result } from '../../domain/result.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ENAMETOOLONG: 'is too long for a file name',
};

/** Words what the file system says; anything else than its errors is a bug and is thrown on. */
export function fileFailure(path: string, error: unknown): Result<never> {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
  const sentence = SENTENCES[error.code] ?? `could not be read (${error.code})`;
  return failed(error.code === 'ENOENT' ? 'not-found' : 'refused', `${path}: ${sentence}`);
}
