namespace Tracking.Carriers;

/// <summary>How a digest is printed in a header.</summary>
public enum DigestEncoding { Base64, Hex }
