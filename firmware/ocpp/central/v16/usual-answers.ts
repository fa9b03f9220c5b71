/** What is answered to calls that are only taken note of, where nobody else has an answer (a backend behind the relay). */
export const usualAnswers: Readonly<Record<string, object>> = {
  // We are no vendor of theirs.
  DataTransfer: { status: 'UnknownVendorId' },
  DiagnosticsStatusNotification: {},
  FirmwareStatusNotification: {},
  LogStatusNotification: {},
  SecurityEventNotification: {},
  SignCertificate: { status: 'Rejected' },
  SignedFirmwareStatusNotification: {},
};
