/** Hands a text to the browser as a download; nothing leaves the machine. */
export function saveFile(fileName: string, content: string, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has been started with its own reference by the next task.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
