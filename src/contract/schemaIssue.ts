interface SchemaError {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

/** "book.legs.0.mark: expected number": the first thing a schema found, for a sentence. */
export function firstIssue(error: SchemaError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'unknown reason';
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
