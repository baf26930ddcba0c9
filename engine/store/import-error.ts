/** Something wrong with what is being imported, told by file, line and column. */
export class ImportError extends Error {
  constructor(file: string, line: number | null, message: string) {
    super(line === null ? `${file}: ${message}` : `${file}:${line} ${message}`)
  }
}
