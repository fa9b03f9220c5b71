import type { LogLevel, LogLine, LogView, RecordingEnd, RecordingStatus } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

export type { LogLevel, LogLine, RecordingEnd, RecordingStatus };

export const shownLines = 200;
export const readLog = (level: LogLevel) => call<LogView>('GET', `log?limit=${shownLines}&level=${level}`);
/** The file for whoever helps. */
export const diagnosisLink = '/api/v1/diagnosis';

export const readRecording = () => call<RecordingStatus>('GET', 'recording/status');
export const startRecording = (maxMinutes: number) =>
  call<RecordingStatus>('POST', 'recording', { action: 'start', maxMinutes });
export const stopRecording = () => call<RecordingStatus>('POST', 'recording', { action: 'stop' });
export const recordingLink = '/api/v1/recording';
