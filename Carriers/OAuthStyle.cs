namespace Tracking.Carriers;

/// <summary>Where the client id and secret of a token request go.</summary>
public enum OAuthStyle
{
    Form,
    Json,
    Basic,

    /// <summary>The carrier's own way: it overrides <see cref="Carrier.AskToken"/>.</summary>
    Own,
}
