/** What the system says of a file, in words for the person at the terminal. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EEXIST: 'there is a file of this name where a folder is wanted: choose another place',
  ENOTDIR: 'a part of this path is a file, not a folder: choose another place',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'this may not be read or written by you',
  EPERM: 'this may not be read or written by you',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk can only be read',
}

/** True for an error of the system about a path. */
export const isFileError = (error: unknown): error is NodeJS.ErrnoException & { path: string } =>
  error instanceof Error && 'code' in error && 'path' in error && WORDS[String(error.code)] !== undefined

/** The path, and what is wrong with it. */
export function fileWords(path: string, error: NodeJS.ErrnoException): string {
  return `${path}: ${WORDS[error.code ?? ''] ?? error.message}`
}
