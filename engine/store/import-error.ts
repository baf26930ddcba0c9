/** Something wrong with what is being imported, told by file, line and column; or, without a file, with how it was asked for. */
export class ImportError extends Error {
  constructor(file: string | null, line: number | null, message: string) {
    super(file === null ? message : line === null ? `${file}: ${message}` : `${file}:${line} ${message}`)
  }
}
