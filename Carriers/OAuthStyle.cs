namespace Tracking.Carriers;

/// <summary>Where the client id and secret of a token request go.</summary>
public enum OAuthStyle { Form, Json, Basic }
