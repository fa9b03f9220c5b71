/** What is answered to calls that are only taken note of, where nobody else has an answer (a backend behind the relay). */
export const usualAnswers: Readonly<Record<string, object>> = {
  ClearedChargingLimit: {},
  // We are no vendor of theirs.
  DataTransfer: { status: 'UnknownVendorId' },
  FirmwareStatusNotification: {},
  // Contract certificates and their status come from a backend only.
  Get15118EVCertificate: { status: 'Failed', exiResponse: '' },
  GetCertificateStatus: { status: 'Failed' },
  LogStatusNotification: {},
  NotifyChargingLimit: {},
  NotifyCustomerInformation: {},
  NotifyDisplayMessages: {},
  // The limit comes from us, whatever the car wishes.
  NotifyEVChargingNeeds: { status: 'Rejected' },
  NotifyEVChargingSchedule: { status: 'Accepted' },
  NotifyEvent: {},
  NotifyMonitoringReport: {},
  NotifyReport: {},
  PublishFirmwareStatusNotification: {},
  ReportChargingProfiles: {},
  ReservationStatusUpdate: {},
  SecurityEventNotification: {},
  SignCertificate: { status: 'Rejected' },
};
