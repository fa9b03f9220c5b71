/** 4 to 12 digits: what is none is not tried as one. */
export const isPin = (text: string): boolean => /^[0-9]{4,12}$/.test(text);
