using System.Text.RegularExpressions;

namespace Tracking.Portal.Buyer;

/// <summary>Takes out of carriers' free text what could tell who the buyer is: addresses of mail, telephone and identity numbers, names of signers.</summary>
public static partial class Masking
{
    private const string Mask = "•••";

    /// <summary>The text without them; null where nothing is left to say.</summary>
    public static string? Of(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            var masked = Mail().Replace(text, Mask);
            masked = Numbers().Replace(masked, found => found.Groups["day"].Success ? found.Value : Mask);
            masked = Signer().Replace(masked, found => found.Groups["told"].Value + " " + Mask);
            masked = Courier().Replace(masked, found => found.Groups["told"].Value + " " + Mask);
            return masked.Trim();
        }
        catch (RegexMatchTimeoutException)
        {
            // A busy machine, or a text made for it: what cannot be judged in time is not shown, and the page is.
            return Mask;
        }
    }

    [GeneratedRegex(@"[^\s@<>""]{1,64}@[^\s@<>""]{1,255}", RegexOptions.NonBacktracking)]
    private static partial Regex Mail();

    // Days stay readable; any other seven digits in a row, with what people put between them, do not.
    [GeneratedRegex(@"(?<day>\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b)|[+(]?\d(?:[ ()./-]{0,3}\d){6,}", RegexOptions.None, 200)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"(?<told>\b(?:signed\s+(?:for\s+)?by|received\s+by|(?:recipient|consignee)(?:\s+name|(?=\s*[:：]))|delivered\s+to\s+mrs?\.?|shipment\s+delivered\s+to|(?:to|with)\s+(?:your|a|the)\s+neighbou?r|recebido\s+por|assinado\s+por|firmado\s+por|recibido\s+por|unterschrieben\s+von|empfangen\s+von|reçu\s+par|signé\s+par)\b|签收人|收件人|签收员|本人)(?!\s+(?:the|an?|local|next|delivery|carrier|courier|post|customs|airline|line-?haul|facility|hub|depot|station|warehouse|logistics|destination|origin)\b)\s*[:：]?\s*(?:[^.;,，。)）\]]|\.(?=\S))+", RegexOptions.IgnoreCase, 200)]
    private static partial Regex Signer();

    // Couriers and contacts: by their calling in Chinese and Arabic, and before the telephone number in brackets in English. Organisations keep their names.
    [GeneratedRegex(@"(?<told>(?:派件|派送|投递|揽投|揽收|收件|收派|快递|配送|业务|取件|送货|操作)员(?:姓名)?|(?:派件|寄件|联系|收货|代收)人(?:姓名)?|交给)(?:\s*[:：]\s*|\s*[【\[(（]\s*|\s+|(?<=姓名|交给))(?!正在|正|已|将|为您|会|未|可|由|出|进行|开始|联系|电话|[^\s,，。;；]{0,12}(?:海关|公司|邮政|承运|中心|航空|机场|EMS|快递|速运|物流|服务|网点|驿站))[^\s,，。;；:：、()（）【】\[\]•]{1,16}|(?<told>\bcourier)\s+[^()（）.,;•]{1,60}(?=\s*[(（•])|(?<told>المندوب|مندوب التوصيل|اسم المستلم|المستلم)\s*[:：]?\s*(?!في |من |إلى |غادر|خرج|وصل)[^.،,()（）:：]{1,60}", RegexOptions.IgnoreCase, 200)]
    private static partial Regex Courier();
}
